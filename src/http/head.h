/* head: the header lines of a reply in CGI syntax, within a buffer. */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#define HEAD_MAX	4096	/* bytes of all header lines */

/* nginx refuses more by default (its buffer for them is 8 kB at most). */
_Static_assert(HEAD_MAX <= 7000, "header lines that nginx refuses");

struct head {
	char	text[HEAD_MAX];
	size_t	bytes;
	bool	cut;		/* a line did not fit */
};

/* Begins with the line `Status`. Asks for no memory, as all here. */
void	head_begin(struct head *, int status);

/* A line "name: value", ended by CRLF; the value must be without CR and LF. */
void	head_put(struct head *, const char *name, const char *format, ...)
	    __attribute__((format(printf, 3, 4)));

/* The same of a text as it is. */
void	head_text(struct head *, const char *name, const char *value);

/* The empty line. -1 when not all lines fitted; then it is of no use. */
int	head_end(struct head *);

#endif
