/* caller: who sent a request, for the room access. */
#ifndef SERVE_CALLER_H
#define SERVE_CALLER_H

#include "access/caller.h"
#include "http/request.h"

/* Borrowed from the request. */
struct caller	caller_of(const struct request *);

#endif
