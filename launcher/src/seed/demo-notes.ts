/** What the demo account holds: notes as people write them, of every kind, colour and state. */
import type { noteColors } from '@keep/contracts/notes-http';

export type DemoNote = {
  title: string;
  body?: string;
  /** A list; `[x] ` in front means ticked, two spaces mean one level deeper. */
  items?: readonly string[];
  color?: (typeof noteColors)[number];
  labels?: readonly string[];
  pinned?: boolean;
  archived?: boolean;
  trashed?: boolean;
};

export const demoLabels = ['Home', 'Work', 'Recipes', 'Travel', 'Reading', 'Garden', 'Ideas'] as const;

/** The newest first. */
export const demoNotes: readonly DemoNote[] = [
  {
    title: 'Shopping',
    items: ['Milk', 'Bread', '[x] Eggs', 'Vegetables', '  Carrots', '  [x] Leeks', '  Two lemons', 'Dishwasher salt'],
    color: 'yellow',
    labels: ['Home'],
    pinned: true,
  },
  {
    title: 'This week',
    items: ['[x] Renew the library card', 'Call the dentist', 'Take the bike in for repair', 'Write to Aunt Rosa'],
    color: 'blue',
    pinned: true,
  },
  {
    title: 'Wi-Fi for guests',
    body: 'Network: meadow\nThe password hangs on the fridge.',
    labels: ['Home'],
    pinned: true,
  },
  {
    title: 'Talk on event-driven systems',
    body: 'Start with the failure, not with the diagram.\n\n1. Somebody pulls the plug between two writes.\n2. What would the user see?\n3. The outbox, in one picture.\n\nKeep ten minutes for questions.',
    color: 'teal',
    labels: ['Work', 'Ideas'],
  },
  {
    title: 'Lentil soup',
    body: '200 g red lentils, one onion, two carrots, cumin, a tin of tomatoes, a litre of stock.\n\nFry the onion with the cumin, add everything, 25 minutes. Lemon at the end.',
    color: 'orange',
    labels: ['Recipes'],
  },
  {
    title: 'Packing for the mountains',
    items: [
      'Boots',
      'Rain jacket',
      'Head torch',
      '[x] Map',
      'First-aid kit',
      '  Plasters',
      '  Blister pads',
      'Water filter',
    ],
    color: 'green',
    labels: ['Travel'],
  },
  {
    title: '',
    body: 'The best ideas come on the way home. Write them down before the door.',
    color: 'purple',
    labels: ['Ideas'],
  },
  {
    title: 'Books to read',
    items: [
      '[x] Middlemarch',
      'The Periodic Table',
      'A Pattern Language',
      'The Left Hand of Darkness',
      '[x] Dubliners',
    ],
    labels: ['Reading'],
  },
  { title: 'Meter readings', body: 'Electricity 48 213\nWater 1 092\nGas 7 731', color: 'gray', labels: ['Home'] },
  {
    title: 'Questions for the review',
    items: [
      'What happens when the disk is full?',
      'Who is told, and how fast?',
      '[x] Can we undo it?',
      'Which test would have failed?',
    ],
    color: 'cerulean',
    labels: ['Work'],
  },
  {
    title: 'Pizza dough',
    body: '500 g flour, 325 g water, 10 g salt, 2 g yeast. Eight hours at room temperature, one in the fridge.',
    color: 'orange',
    labels: ['Recipes'],
  },
  {
    title: 'Balcony in April',
    items: ['Sow tomatoes indoors', 'Cut back the lavender', '[x] New soil', 'Repair the watering can'],
    color: 'green',
    labels: ['Garden'],
  },
  { title: 'Presents', items: ['Mum: the blue teapot', 'Jonas: tickets', '[x] Lea: headlamp'], color: 'pink' },
  {
    title: 'Night train to Vienna',
    body: 'Leaves 20:38, coach 264, beds 31 and 33.\nBreakfast from 7. The luggage office is at the west end.',
    color: 'blue',
    labels: ['Travel'],
  },
  {
    title: 'Sourdough diary',
    body: 'Day 1: nothing.\nDay 3: smells of yoghurt.\nDay 6: doubled in four hours. Bake tomorrow.',
    color: 'brown',
    labels: ['Recipes'],
  },
  {
    title: 'Retrospective',
    body: 'Went well: small changes, early.\nWent badly: the flaky test that we reran for a month.\nNext: whoever reruns a test writes down why.',
    color: 'teal',
    labels: ['Work'],
  },
  {
    title: 'Lend and borrow',
    items: ['Drill: at Martin’s', 'Tent: ours, from Sofie until August', '[x] Cake tin returned'],
    labels: ['Home'],
  },
  {
    title: 'A name for the boat',
    items: ['Meadowlark', 'Patience', 'Second Thought', 'Ferrous'],
    color: 'cerulean',
    labels: ['Ideas'],
  },
  {
    title: 'How to descale the kettle',
    body: 'Two spoons of citric acid, half a litre of water, do not boil, an hour. Rinse twice.',
    labels: ['Home'],
  },
  {
    title: 'Physiotherapy',
    items: ['Bridge, 3 × 12', 'Side plank, 2 × 30 s', 'Calf stretch', '[x] Book the next five'],
    color: 'red',
  },
  {
    title: 'Podcast notes',
    body: '“A queue is a promise that somebody will look later.” Find out who said it first.',
    color: 'purple',
    labels: ['Ideas', 'Reading'],
  },
  { title: 'Films', items: ['[x] Paterson', 'Tampopo', 'Playtime', 'The Apartment'], color: 'gray' },
  {
    title: 'Tomato rice',
    body: 'Rice, tin of tomatoes, garlic, a stick of cinnamon. Twenty minutes with the lid on, ten without looking.',
    color: 'orange',
    labels: ['Recipes'],
  },
  {
    title: 'On call',
    body: 'First look at the map, then at the logs, then at the clock.\nSay what you see before you say what you think.',
    color: 'red',
    labels: ['Work'],
    pinned: true,
  },
  {
    title: 'Lisbon in three days',
    items: [
      'Tram 28, early',
      'Tile museum',
      'The market at Ribeira',
      'Ferry to Cacilhas',
      'Bookshop in the old printing works',
    ],
    color: 'yellow',
    labels: ['Travel'],
  },
  {
    title: 'Bird list',
    items: ['[x] Blackcap', '[x] Nuthatch', 'Kingfisher', 'Hoopoe', '[x] Redstart'],
    color: 'green',
    labels: ['Garden'],
  },
  {
    title: 'Letter to the landlord',
    body: 'The window in the kitchen does not close since the storm. Photos attached to the mail of the 3rd. Ask for a date.',
    labels: ['Home'],
  },
  {
    title: 'Words that I look up every time',
    items: ['apophenia', 'desuetude', 'sonder', 'petrichor'],
    color: 'purple',
    labels: ['Reading'],
  },
  {
    title: 'Standing desk',
    body: '74 cm sitting, 113 cm standing. Screen arm: two turns looser.',
    color: 'gray',
    labels: ['Work'],
  },
  {
    title: 'Emergency numbers',
    body: 'Plumber: on the boiler.\nVet: 24 h, across the bridge.\nPoison control: in the medicine cabinet.',
    color: 'red',
    labels: ['Home'],
  },
  { title: 'Concert', body: 'Doors at seven. Tickets are in the mail, not in the app.', color: 'pink', archived: true },
  {
    title: 'Tax 2025',
    items: ['[x] Receipts', '[x] Bank statements', '[x] Send', '[x] File the answer'],
    color: 'brown',
    archived: true,
  },
  {
    title: 'Moving house',
    items: ['[x] Boxes', '[x] Van for Saturday', '[x] Keys', '[x] Pizza for everybody'],
    labels: ['Home'],
    archived: true,
  },
  { title: 'Old recipe for plum cake', body: 'Replaced by the one with almonds.', labels: ['Recipes'], archived: true },
  {
    title: 'Conference in Utrecht',
    body: 'Slides are sent. Train at 8:12, platform 4.',
    color: 'blue',
    labels: ['Work', 'Travel'],
    archived: true,
  },
  {
    title: 'Running plan',
    items: ['[x] Week 1: 3 × 20 min', '[x] Week 2: 3 × 25 min', 'Week 3: 2 × 30 min, once hills', 'Week 4: 10 km'],
    color: 'teal',
  },
  {
    title: 'Why small services?',
    body: 'Not to be fast. To be able to change one thing while the others keep their promise.',
    color: 'cerulean',
    labels: ['Work', 'Ideas'],
  },
  {
    title: 'Seeds to swap',
    items: ['Basil', 'Nasturtium', 'Runner beans', '[x] Poppies'],
    color: 'green',
    labels: ['Garden'],
  },
  {
    title: 'Guests on Sunday',
    items: ['Chairs from the cellar', 'Table cloth', 'Lemon tart', '  Cream', '  Six lemons', 'Elderflower'],
    color: 'pink',
    labels: ['Home', 'Recipes'],
  },
  {
    title: 'Keyboard shortcuts',
    body: 'c for a new note, l for a new list, / to search, ? for all the others.',
    color: 'gray',
  },
  { title: 'Draft that went nowhere', body: 'It was a dark and stormy deployment.', trashed: true },
];
