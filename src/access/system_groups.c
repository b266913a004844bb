/* system_groups: who is in which group of the system. */
#include "access/system_groups.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/khash.h>

#include "base/log.h"

#define BUFFER_FIRST	(16u << 10)
#define BUFFER_MAX	(16u << 20)	/* bytes of one user or group */
#define GROUPS_FIRST	64
#define GROUPS_MAX	(1 << 16)	/* of one user */

KHASH_MAP_INIT_STR(answers, bool)

struct system_groups {
	char		*user;		/* whom all this is of, or NULL */
	gid_t		*groups;
	int		 n;
	khash_t(answers) *answers;	/* group -> is the user in it */
};

struct system_groups *
system_groups_new(void)
{
	struct system_groups *s = calloc(1, sizeof(*s));

	if (s != NULL && (s->answers = kh_init(answers)) == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

void
system_groups_forget(struct system_groups *s)
{
	khint_t k;

	if (s == NULL)
		return;
	for (k = kh_begin(s->answers); k != kh_end(s->answers); k++)
		if (kh_exist(s->answers, k))
			free((char *)kh_key(s->answers, k));
	kh_clear(answers, s->answers);
	free(s->user);
	free(s->groups);
	s->user = NULL;
	s->groups = NULL;
	s->n = 0;
}

void
system_groups_free(struct system_groups *s)
{
	if (s == NULL)
		return;
	system_groups_forget(s);
	kh_destroy(answers, s->answers);
	free(s);
}

/* What getpwnam_r(3) and its like may say of what is not there. */
static bool
is_unknown(int error)
{
	return error == 0 || error == ENOENT || error == ESRCH ||
	    error == EBADF || error == EPERM;
}

static void
tell(const char *what, const char *name, int error)
{
	log_write(LOG_ERROR, "the system cannot look up %s %s: %s", what, name,
	    strerror(error));
}

/* One look-up of a name with a buffer: 0 and *gid, or an error. */
typedef int lookup(const char *name, char *buffer, size_t bytes, gid_t *gid,
    bool *found);

static int
look_up_user(const char *name, char *buffer, size_t bytes, gid_t *gid,
    bool *found)
{
	struct passwd user, *result = NULL;
	int error = getpwnam_r(name, &user, buffer, bytes, &result);

	*found = error == 0 && result != NULL;
	if (*found)
		*gid = user.pw_gid;
	return error;
}

static int
look_up_group(const char *name, char *buffer, size_t bytes, gid_t *gid,
    bool *found)
{
	struct group group, *result = NULL;
	int error = getgrnam_r(name, &group, buffer, bytes, &result);

	*found = error == 0 && result != NULL;
	if (*found)
		*gid = group.gr_gid;
	return error;
}

/* With as large a buffer as it takes; false: unknown, or logged. */
static bool
look_up(lookup *how, const char *what, const char *name, gid_t *gid)
{
	size_t bytes = BUFFER_FIRST;
	bool found = false;
	char *buffer;
	int error;

	do {
		if ((buffer = malloc(bytes)) == NULL)
			error = ENOMEM;
		else
			error = how(name, buffer, bytes, gid, &found);
		free(buffer);
		if (error == ERANGE)
			bytes *= 2;
	} while (error == EINTR || (error == ERANGE && bytes <= BUFFER_MAX));
	if (!found && !is_unknown(error))
		tell(what, name, error);
	return found;
}

/* All groups of s->user, whose primary one is known. */
static void
list_groups(struct system_groups *s, gid_t primary)
{
	int room = GROUPS_FIRST, n;
	gid_t *groups;

	for (;;) {
		n = room;
		groups = calloc((size_t)room, sizeof(*groups));
		if (groups == NULL) {
			tell("the groups of", s->user, ENOMEM);
			return;
		}
		if (getgrouplist(s->user, primary, groups, &n) >= 0)
			break;
		free(groups);
		if (n <= room || n > GROUPS_MAX) {
			tell("the groups of", s->user,
			    n <= room ? ENOMEM : ERANGE);
			return;
		}
		room = n;
	}
	s->groups = groups;
	s->n = n;
}

static bool
turn_to(struct system_groups *s, const char *user)
{
	gid_t primary;

	if (s->user != NULL && strcmp(s->user, user) == 0)
		return true;
	system_groups_forget(s);
	if ((s->user = strdup(user)) == NULL)
		return false;
	if (look_up(look_up_user, "the user", user, &primary))
		list_groups(s, primary);
	return true;
}

static bool
ask(const struct system_groups *s, const char *group)
{
	gid_t gid;
	int i;

	if (s->n == 0 || !look_up(look_up_group, "the group", group, &gid))
		return false;
	for (i = 0; i < s->n; i++)
		if (s->groups[i] == gid)
			return true;
	return false;
}

static bool
answer(struct system_groups *s, const char *group)
{
	khint_t k = kh_get(answers, s->answers, group);
	bool member;
	char *copy;
	int put;

	if (k != kh_end(s->answers))
		return kh_val(s->answers, k);
	member = ask(s, group);
	if ((copy = strdup(group)) == NULL)
		return member;
	k = kh_put(answers, s->answers, copy, &put);
	if (put > 0)
		kh_val(s->answers, k) = member;
	else
		free(copy);
	return member;
}

bool
system_groups_have(struct system_groups *s, const char *group,
    const char *user)
{
	return s != NULL && turn_to(s, user) && answer(s, group);
}
