/* lines: the lines of a text that say something. */
#ifndef ACCESS_LINES_H
#define ACCESS_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

struct lines {
	const char	*next;
	const char	*end;
	unsigned long	 number;	/* of the last line given, from 1 */
};

struct line {
	const char	*s;	/* not ended by a NUL */
	size_t		 n;	/* bytes, one or more */
};

struct lines	lines_of(const char *text, size_t bytes);

/*
 * The next line, without blanks (space, TAB, CR) at its ends, that is neither
 * empty nor a comment, which begins with `#`. False: there is none.
 */
bool	lines_next(struct lines *, struct line *);

/*
 * What a line begins with, up to a blank, cut off from it with the blanks
 * behind; an empty line gives an empty word.
 */
struct line	line_word(struct line *);

/* Cuts off the blanks that a line begins with. */
void	line_skip(struct line *);

/* FAULT_INTERNAL whose detail begins with "line N: ". Returns -1. */
int	lines_fault(const struct lines *, struct fault *, const char *, ...)
	    __attribute__((format(printf, 3, 4)));

/* The same of one that is not UTF-8 or has a control byte but TAB; else 0. */
int	lines_check_text(const struct lines *, const struct line *,
	    struct fault *);

#endif
