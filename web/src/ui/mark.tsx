/** Keep's mark: a sheet with a folded corner. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path
        fill="var(--logo-sheet)"
        d="M10.5 4H16v.3L27.7 16h.3v5.5a6.5 6.5 0 0 1-6.5 6.5h-11A6.5 6.5 0 0 1 4 21.5v-11A6.5 6.5 0 0 1 10.5 4Z"
      />
      <path fill="var(--logo-ear)" d="M16 4l12 12h-8a4 4 0 0 1-4-4Z" />
    </svg>
  );
}
