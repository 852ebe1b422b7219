/** The client's entry: loads the texts, then shows the application. */
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startServiceWorker } from './app/service-worker.ts';
import { loadMessages } from './messages/messages.ts';
import './ui/styles/index.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
await loadMessages();
createRoot(root).render(<App />);
await startServiceWorker();
