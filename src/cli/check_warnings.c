/* check_warnings: what the configuration allows, but hardly means. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/uri.h"
#include "cli/check.h"

#define OTHERS_WRITE (S_IWGRP | S_IWOTH)

/* "localhost", 127.0.0.0/8 or ::1: it never leaves this machine. */
static bool
is_loopback(const char *host, size_t bytes)
{
	return (bytes == 9 && strncasecmp(host, "localhost", 9) == 0) ||
	    (bytes == 5 && memcmp(host, "[::1]", 5) == 0) ||
	    (bytes > 4 && memcmp(host, "127.", 4) == 0 &&
		strspn(host, "0123456789.") >= bytes);
}

/* A URL by which secrets would cross a network as they are. */
static bool
is_in_the_clear(const char *url)
{
	size_t bytes;

	if (url == NULL || strncasecmp(url, "http://", 7) != 0)
		return false;
	uri_authority(url + 7, &bytes);
	return !is_loopback(url + 7, bytes);
}

static void
warn_url(struct check *c, const struct data *data)
{
	if (data->forward_authorization && is_in_the_clear(data->url))
		check_warn(c, "[data %s] forward_authorization: logins go to "
		    "%s in the clear: use https", data->name, data->url);
}

/* Once: the first section will do. */
static void
warn_base(struct check *c)
{
	const char *base = c->settings->server.base_url;
	size_t i;

	if (!is_in_the_clear(base))
		return;
	for (i = 0; i < c->settings->ndata; i++)
		if (c->settings->data[i].guarded) {
			check_warn(c, "[data %s] allow: signed URLs and logins "
			    "go in the clear by [server] base_url %s: use "
			    "https", c->settings->data[i].name, base);
			return;
		}
}

static void
warn_folder(struct check *c, const struct data *data, const char *folder)
{
	struct stat st;

	if (stat(folder, &st) == 0 && (st.st_mode & OTHERS_WRITE) != 0)
		check_warn(c, "[data %s] %s: others than its owner can write "
		    "there, and could swap a file between htsgate's look and "
		    "the web server's: use [access] sendfile = none",
		    data->name, folder);
}

/* The folder of a file that the section names. */
static int
warn_folder_of(struct check *c, const struct data *data, const char *file)
{
	const char *slash = file != NULL ? strrchr(file, '/') : NULL;
	char *folder;

	if (slash == NULL)
		return 0;
	folder = strndup(file, slash > file ? (size_t)(slash - file) : 1);
	if (folder == NULL)
		return -1;
	warn_folder(c, data, folder);
	free(folder);
	return 0;
}

static int
warn_folders(struct check *c, const struct data *data)
{
	size_t i;

	if (c->settings->access.sendfile == SENDFILE_NONE || !data->guarded)
		return 0;
	if (data->path != NULL)
		warn_folder(c, data, data->path);
	for (i = 0; i < data->nfollow; i++)
		warn_folder(c, data, data->follow[i]);
	for (i = 0; i < FORMAT_COUNT; i++)
		if (warn_folder_of(c, data, data->file[i]) == -1)
			return -1;
	return 0;
}

int
check_warnings(struct check *c)
{
	size_t i;

	warn_base(c);
	for (i = 0; i < c->settings->ndata; i++) {
		warn_url(c, &c->settings->data[i]);
		if (warn_folders(c, &c->settings->data[i]) == -1)
			return -1;
	}
	return check_overlap(c);
}
