/* rights: who may read what: `allow`, groups, grants; and the secrets. */
#ifndef ACCESS_RIGHTS_H
#define ACCESS_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "access/caller.h"
#include "access/secrets.h"
#include "base/fault.h"
#include "conf/settings.h"

struct granted;

/* What is forgotten to be judged is denied. */
enum verdict {
	VERDICT_DENIED,		/* known, but may not: 403 */
	VERDICT_LOGIN,		/* who asks is not known: 401 */
	VERDICT_PARTLY,		/* the regions of `granted`, and the header */
	VERDICT_ALLOWED,	/* all of it */
	VERDICT_OPEN		/* the section has no `allow` */
};

struct judgement {
	enum verdict		 verdict;
	bool			 hidden;	/* LOGIN or DENIED of a section
						   with `hide` */
	/* Of VERDICT_PARTLY (granted.h); borrowed until the next rights_use. */
	const struct granted	*granted;
};

/* What the files of [access] say, read again when they change. */
struct rights;

struct rights	*rights_new(void);		/* NULL: no memory */
void		 rights_free(struct rights *);

/*
 * To be called at the begin of each request: follows the settings (those of
 * the call before may be gone by then). A file (secret, groups, grants, a BED
 * file that these name) is looked at where a request needs it, once a second
 * at most, and read if it has changed; another path is followed at once. A file
 * that is missing, unreadable, too large or broken is logged (error, when that
 * is new) with file and line, and gives nothing: no group has members, nothing
 * is granted, there is no secret. A broken BED file takes only the grants away
 * that name it. What was read before does not stay.
 */
void	rights_use(struct rights *, const struct settings *);

/*
 * May this caller read this id of this section, all or parts of it? `allow`
 * counts before grants; without `allow` grants do not matter.
 */
struct judgement rights_judge(struct rights *, const struct caller *,
	    const struct data *, const char *id);

/*
 * Looks at groups and grants as rights_judge may have done for this caller: so
 * that an id that nobody has takes as long as one that is hidden.
 */
void	rights_look(struct rights *, const struct caller *);

/*
 * The secrets, or NULL and a fault: FAULT_INTERNAL whose detail says what is
 * wrong with the file. A file that others than owner and group can read is
 * refused, too. Borrowed until the next rights_use.
 */
const struct secrets *rights_secrets(struct rights *, struct fault *);

/* For tests: milliseconds of another clock; the next use is a second on. */
void	rights_set_clock(struct rights *, uint64_t (*)(void));

#endif
