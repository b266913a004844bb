/* check_files: the configuration itself, and what lines are appended to. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/check.h"

/* Whether a file could be made there: 0, or -1 with errno. */
static int
may_be_made(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	int result, error;

	if (slash == NULL || slash == path)
		return access(slash == NULL ? "." : "/", W_OK | X_OK);
	if ((folder = strndup(path, (size_t)(slash - path))) == NULL)
		return -1;
	result = access(folder, W_OK | X_OK);
	error = errno;
	free(folder);
	errno = error;
	return result;
}

/* Nothing is made or opened: the file may be a FIFO, or not be there yet. */
static void
check_appended(struct check *c, const char *section, const char *path)
{
	struct stat st;
	int result;

	if (path == NULL)
		return;
	if (stat(path, &st) == 0) {
		result = S_ISDIR(st.st_mode) ? -1 : access(path, W_OK);
		errno = S_ISDIR(st.st_mode) ? EISDIR : errno;
	} else
		result = errno == ENOENT ? may_be_made(path) : -1;
	if (result == -1)
		check_fault(c, "[%s] file: %s cannot be appended to: %s",
		    section, path, strerror(errno));
}

void
check_files(struct check *c)
{
	if (access(c->ini, R_OK) == -1)
		check_fault(c, "%s: %s", c->ini, strerror(errno));
	check_appended(c, "log", c->settings->log_file);
	check_appended(c, "audit", c->settings->audit.file);
}
