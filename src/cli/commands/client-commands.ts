import type { Command } from 'commander';
import { createContext } from '../command-context.js';
import type { Terminal } from '../terminal.js';
import { addAuditCommands } from './audit.js';
import { addCalendarCommands } from './calendar.js';
import { addCompletionCommand } from './completion.js';
import { addContactCommands } from './contact.js';
import { addDeadLetterCommands } from './dead-letter.js';
import { addExplainCommand } from './explain.js';
import { addIncidentCommands } from './incident.js';
import { addLoginCommands } from './login.js';
import { addMaintenanceCommands } from './maintenance.js';
import { addMessageCommands } from './messages.js';
import { addOnCallCommand } from './oncall.js';
import { addOverrideCommands } from './override.js';
import { addPeopleCommand } from './people.js';
import { addReconcileCommand } from './reconcile.js';
import { addRequestCommands } from './request.js';
import { addRulesCommands } from './rules.js';
import { addStatusCommand } from './status.js';
import { addTokenCommands } from './token.js';

/** Every command but `serve`: what talks to a router, or reads rules files. */
export function addClientCommands(program: Command, terminal: Terminal): void {
  const context = createContext(terminal);
  addStatusCommand(program, context);
  addIncidentCommands(program, context);
  addMaintenanceCommands(program, context);
  addReconcileCommand(program, context);
  addOnCallCommand(program, context);
  addPeopleCommand(program, context);
  addContactCommands(program, context);
  addOverrideCommands(program, context);
  addCalendarCommands(program, context);
  addExplainCommand(program, context);
  addRulesCommands(program, context);
  addMessageCommands(program, context);
  addDeadLetterCommands(program, context);
  addLoginCommands(program, context);
  addTokenCommands(program, context);
  addRequestCommands(program, context);
  addAuditCommands(program, context);
  addCompletionCommand(program, terminal);
}
