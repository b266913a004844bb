/* fault: what went wrong, for the client and, exactly, for the log. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdbool.h>

enum fault_kind {
	FAULT_NONE,
	FAULT_INVALID_INPUT,		/* 400 InvalidInput */
	FAULT_INVALID_RANGE,		/* 400 InvalidRange */
	FAULT_UNSUPPORTED_FORMAT,	/* 400 UnsupportedFormat */
	FAULT_INVALID_AUTHENTICATION,	/* 401 InvalidAuthentication */
	FAULT_PERMISSION_DENIED,	/* 403 PermissionDenied */
	FAULT_NOT_FOUND,		/* 404 NotFound */
	FAULT_METHOD,			/* 405 InvalidInput, with Allow */
	FAULT_TOO_LARGE,		/* 413 PayloadTooLarge */
	FAULT_RANGE,			/* 416 InvalidRange, of data */
	FAULT_INTERNAL,			/* 500 InternalServerError */
	FAULT_UNAVAILABLE,		/* 503 InternalServerError, may pass */
	FAULT_OFFLINE,			/* 503 InternalServerError, on tape */
	FAULT_COUNT
};

/*
 * Passed last by whoever can fail; zero it with FAULT_INIT before use.
 * The first fault set wins: later calls on the same struct change nothing.
 * Texts that do not fit are cut between two characters.
 */
struct fault {
	enum fault_kind	kind;
	char		message[512];	/* plain, for the client and the log */
	char		detail[1024];	/* exact (paths, offsets), log only */
};

#define FAULT_INIT	{ .kind = FAULT_NONE }

/* HTTP status of a kind, and the error word of the htsget specification. */
int		 fault_status(enum fault_kind);
const char	*fault_word(enum fault_kind);

/* Sets kind and message; never names a path of the server. Returns -1. */
int	fault_set(struct fault *, enum fault_kind, const char *, ...)
	    __attribute__((format(printf, 3, 4)));

/*
 * Sets kind and message, and the exact reason for the log alone.
 * Returns -1.
 */
int	fault_detail(struct fault *, enum fault_kind, const char *message,
	    const char *, ...) __attribute__((format(printf, 4, 5)));

/* Whether an errno may be gone the next time: no memory, a store away. */
bool	fault_may_pass(int error);

/* Out of memory: FAULT_UNAVAILABLE. Returns -1. */
int	fault_nomem(struct fault *);

#endif
