/* shown: what a client sent, in a message to it. */
#ifndef HTSGET_SHOWN_H
#define HTSGET_SHOWN_H

#include <stddef.h>

#include "base/fault.h"

#define SHOWN_MAX	60	/* bytes of a client's text in a message */

struct shown {
	char	text[SHOWN_MAX + sizeof("…")];
};

/*
 * A client's text for a message: at most SHOWN_MAX bytes, cut between two
 * characters, and valid UTF-8 whatever it was. Returns shown->text.
 */
const char	*shown_text(struct shown *, const char *, size_t bytes);

/* FAULT_INVALID_INPUT `name: "value" why`, the value as shown. Returns -1. */
int		 shown_invalid(const char *name, const char *value,
		    size_t bytes, const char *why, struct fault *);

#endif
