/** The settings as a chunk of their own: `lazy` takes the default export. */
export { Settings as default } from './settings.tsx';
