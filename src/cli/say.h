/* say: what a command tells its user; no byte of a name reaches a terminal
 * as a control sequence. */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include <stdio.h>

#include "base/fault.h"

/* Text with its control bytes and invalid UTF-8 as \xHH. */
void	say_text(FILE *, const char *);

/* "htsgate: TEXT" on standard error. */
void	say_line(const char *, ...) __attribute__((format(printf, 1, 2)));

/* "htsgate: SUBJECT: message (detail)" on standard error. */
void	say_fault(const char *subject, const struct fault *);

/* Flushes standard output: 0, or -1 after telling why it could not. */
int	say_end(void);

#endif
