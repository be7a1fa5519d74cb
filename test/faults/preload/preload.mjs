// Loaded into a real router ahead of its own code (NODE_OPTIONS=--import), so that the router needs no hooks for its tests.
import './answers.mjs';
import './clock.mjs';
import './event-loop.mjs';
import './journal-disk.mjs';
