/*
 * lines_door: a request's environment of lines NAME=VALUE, where BODY is its
 * body, and the reply.
 */
#ifndef FUZZ_LINES_DOOR_H
#define FUZZ_LINES_DOOR_H

#include <stddef.h>
#include <stdint.h>

#include <htslib/kstring.h>

#include "http/door.h"

struct lines_door {
	struct door door; /* first: a door is cast to it */
	char *lines;	  /* the input, NUL for newline */
	size_t bytes;
	size_t body_at; /* how much of BODY was read */
	kstring_t out; /* what was written */
};

void lines_door_init(struct lines_door *, const uint8_t *, size_t);
void lines_door_clear(struct lines_door *);

#endif
