/* door: one request's environment, input and output; FastCGI or plain CGI. */
#ifndef HTTP_DOOR_H
#define HTTP_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct door {
	/* A variable of the request's environment; NULL if absent or empty. */
	const char *(*variable)(struct door *, const char *name);
	/* Whether it is there, be it empty. */
	bool	(*present)(struct door *, const char *name);
	/* As read(2) on the request's body. */
	ssize_t	(*read)(struct door *, void *, size_t);
	/* 0, or -1 when the client is seen to have hung up. */
	int	(*write)(struct door *, const void *, size_t);
	bool	begun;		/* a reply has begun; there is no second one */
	/* Its end will not come: nothing more is written, and the connection
	   is closed without an end. */
	bool	broken;
};

/*
 * Serves requests until the door closes: one for plain CGI; for FastCGI until
 * SIGTERM (an idle process leaves at once, a busy one after its request) or
 * the web server closes the socket. 0; -1 when the door could not open.
 *
 * After a reply that is broken a FastCGI connection is closed without its end,
 * and the process goes on: it would take with it the requests that wait for
 * it. A CGI program must end with a status that is not 0, so -1 comes back.
 * On SIGTERM the client of a CGI program counts as one that hung up.
 */
int	door_serve(void (*handle)(struct door *, void *arg), void *arg);

/* Whether SIGHUP came since the last call. */
bool	door_hup(void);

#endif
