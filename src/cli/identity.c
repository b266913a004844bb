/* identity: to see the files as another user does. */
#include "cli/identity.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "cli/say.h"

/* The groups first: without root's rights they cannot be changed any more. */
static int
become(const struct passwd *user)
{
	if (initgroups(user->pw_name, user->pw_gid) == -1 ||
	    setgid(user->pw_gid) == -1 || setuid(user->pw_uid) == -1) {
		say_line("--as %s: %s", user->pw_name, strerror(errno));
		return -1;
	}
	return 0;
}

int
identity_take(const char *name)
{
	struct passwd *user;

	errno = 0;
	if ((user = getpwnam(name)) == NULL) {
		say_line("--as %s: %s", name,
		    errno != 0 ? strerror(errno) : "there is no such user");
		return -1;
	}
	if (user->pw_uid == getuid() && user->pw_uid == geteuid())
		return 0;
	if (geteuid() == 0)
		return become(user);
	say_line("--as %s: only root can see the files as another user does",
	    name);
	return -1;
}
