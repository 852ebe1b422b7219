// Sets the chosen theme before the first paint; a file of its own, since no inline script may run.
try {
  const theme = localStorage.getItem('keep.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's theme it is.
}
