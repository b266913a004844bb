/* fake_door: a request that a test makes up, and the reply as it came. */
#ifndef TESTS_UNIT_FAKE_DOOR_H
#define TESTS_UNIT_FAKE_DOOR_H

#include <stdbool.h>
#include <stddef.h>

#include <htslib/kstring.h>

#include "http/door.h"

struct fake_door {
	struct door	 door;		/* first: a door is cast to it */
	const char	*const *pairs;	/* names and values, NULL-ended */
	const char	*body;
	size_t		 body_bytes;
	size_t		 body_at;	/* how much of it was read */
	size_t		 piece;		/* bytes of a read at most */
	bool		 body_breaks;	/* its end is an error, not an end */
	size_t		 room;		/* bytes until the client hangs up */
	kstring_t	 out;		/* the reply so far */
};

/* A door with these variables, without a body, whose client stays. */
void	fake_door_init(struct fake_door *, const char *const *pairs);
void	fake_door_clear(struct fake_door *);

/* The value of a header of the reply; NULL if it has none. Until the next. */
const char	*fake_door_header(const struct fake_door *, const char *name);

/* What follows the header lines; NULL if they have no end. */
const char	*fake_door_body(const struct fake_door *, size_t *bytes);

#endif
