/* caller: who asks, as the web server tells it. */
#ifndef ACCESS_CALLER_H
#define ACCESS_CALLER_H

struct caller {
	const char	*user;		/* REMOTE_USER; NULL: not logged in */
	/* A variable that the web server sets, as OIDC_CLAIM_email; NULL if
	   it is absent or empty. */
	const char	*(*variable)(void *arg, const char *name);
	void		*arg;
};

#endif
