/** The shapes of the system that are attacked; on real engines services alone, where both would take long. */
import { onRealEngines } from '@keep/testing/start-keep';

const shapes = ['services', 'one'] as const;

/** Both on real engines, too, where `TEST_ATTACK` is `all`. */
export const attackedShapes = onRealEngines && process.env['TEST_ATTACK'] !== 'all' ? shapes.slice(0, 1) : shapes;
