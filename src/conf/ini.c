/* ini: a strict pass over the lines, then the values by iniparser. */
#include "conf/ini.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iniparser/iniparser.h>

#include "conf/ini_lines.h"

#define PATH_SHOWN	300	/* of a path in a fault: leave room for why */

/* iniparser's callback has no argument of ours. */
static char complaint[256];

int
ini_fault(struct fault *f, const struct ini_place *place, const char *format,
    ...)
{
	char where[PATH_SHOWN + 2 * INI_NAME_SHOWN + 64];
	char why[sizeof(f->detail)];
	size_t n, length = strlen(place->path), skip = 0;
	va_list ap;

	if (length > PATH_SHOWN)
		skip = length - PATH_SHOWN;
	n = (size_t)snprintf(where, sizeof(where), "%s%s",
	    skip > 0 ? "..." : "", place->path + skip);
	if (place->line > 0)
		n += (size_t)snprintf(where + n, sizeof(where) - n, ":%u",
		    place->line);
	if (place->section != NULL)
		n += (size_t)snprintf(where + n, sizeof(where) - n,
		    ": [%.*s]", INI_NAME_SHOWN, place->section);
	if (place->key != NULL)
		snprintf(where + n, sizeof(where) - n, "%s %.*s",
		    place->section == NULL ? ":" : "", INI_NAME_SHOWN,
		    place->key);
	va_start(ap, format);
	vsnprintf(why, sizeof(why), format, ap);
	va_end(ap);
	return fault_detail(f, FAULT_INTERNAL,
	    "the server's configuration is at fault", "%s: %s", where, why);
}

struct ini_place
ini_at_entry(const struct ini *ini, const struct ini_entry *e)
{
	return (struct ini_place){ ini->path, e->line,
	    ini->sections[e->section].written, e->key };
}

struct ini_place
ini_at_section(const struct ini *ini, const struct ini_section *section)
{
	return (struct ini_place){ ini->path, section->line, section->written,
	    NULL };
}

static int
cannot_read(const char *path, const char *why, struct fault *f)
{
	struct ini_place place = { path, 0, NULL, NULL };

	return ini_fault(f, &place, "%s", why);
}

/* Nothing is wrong with the file: it may be read the next time. */
static int
cannot_read_now(const char *path, const char *why, struct fault *f)
{
	size_t length = strlen(path);
	size_t skip = length > PATH_SHOWN ? length - PATH_SHOWN : 0;

	return fault_detail(f, FAULT_UNAVAILABLE,
	    "the server's configuration cannot be read at the moment",
	    "%s%s: %s", skip > 0 ? "..." : "", path + skip, why);
}

static int
file_changed(const char *path, struct fault *f)
{
	return cannot_read_now(path, "the file changed while it was read", f);
}

static int
cannot_read_error(const char *path, int error, struct fault *f)
{
	if (fault_may_pass(error))
		return cannot_read_now(path, strerror(error), f);
	return cannot_read(path, strerror(error), f);
}

/* As many bytes as the descriptor gives, up to `bytes`; -1 with errno. */
static ssize_t
read_whole(int fd, char *text, size_t bytes)
{
	size_t got = 0;
	ssize_t n;

	while (got < bytes) {
		n = read(fd, text + got, bytes - got);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	return (ssize_t)got;
}

static int
check_file(const char *path, int fd, struct stat *st, struct fault *f)
{
	if (fstat(fd, st) == -1)
		return cannot_read_error(path, errno, f);
	if (!S_ISREG(st->st_mode))
		return cannot_read(path, S_ISDIR(st->st_mode) ?
		    strerror(EISDIR) : "not a regular file", f);
	if (st->st_size > (off_t)INI_BYTES_MAX)
		return cannot_read(path,
		    "the file is too large (64 MiB at most)", f);
	return 0;
}

static char *
read_text(const char *path, int fd, struct stat *st, size_t *bytes,
    struct fault *f)
{
	ssize_t got;
	char *text;

	if (check_file(path, fd, st, f) == -1)
		return NULL;
	if ((text = malloc((size_t)st->st_size + 1)) == NULL) {
		fault_nomem(f);
		return NULL;
	}
	if ((got = read_whole(fd, text, (size_t)st->st_size)) == -1) {
		cannot_read_error(path, errno, f);
		free(text);
		return NULL;
	}
	text[got] = '\0';
	*bytes = (size_t)got;
	return text;
}

/* O_NONBLOCK: a FIFO of that name must not hold the process. */
static int
pass_over(struct pass *p, struct stat *st)
{
	size_t bytes;
	char *text;
	int fd, rc;

	fd = open(p->ini->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd == -1)
		return cannot_read_error(p->ini->path, errno, p->fault);
	text = read_text(p->ini->path, fd, st, &bytes, p->fault);
	close(fd);
	if (text == NULL)
		return -1;
	rc = ini_lines_take(p, text, bytes);
	free(text);
	return rc;
}

static int
complain(const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(complaint, sizeof(complaint), format, ap);
	va_end(ap);
	complaint[strcspn(complaint, "\n")] = '\0';
	return n;
}

/* Hands the values of iniparser's dictionary to the entries. */
static int
take_values(struct pass *p, const dictionary *d)
{
	struct ini *ini = p->ini;
	size_t i, given = 0;
	khint_t k;
	ssize_t j;

	for (j = 0; j < d->size; j++) {
		if (d->key[j] == NULL || d->val[j] == NULL)
			continue;
		k = kh_get(names, p->names, d->key[j]);
		if (k == kh_end(p->names))
			return file_changed(ini->path, p->fault);
		i = kh_val(p->names, k);
		if ((ini->entries[i].value = strdup(d->val[j])) == NULL)
			return fault_nomem(p->fault);
		given++;
	}
	if (given != ini->nentries)
		return file_changed(ini->path, p->fault);
	return 0;
}

/* Whether the name still leads to the file that the first pass read. */
static bool
is_same(const char *path, const struct stat *was)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_dev == was->st_dev &&
	    st.st_ino == was->st_ino && st.st_size == was->st_size &&
	    st.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	    st.st_mtim.tv_nsec == was->st_mtim.tv_nsec &&
	    st.st_ctim.tv_sec == was->st_ctim.tv_sec &&
	    st.st_ctim.tv_nsec == was->st_ctim.tv_nsec;
}

/* iniparser tells of memory only by its complaint, if at all. */
static int
cannot_parse(const char *path, int error, struct fault *f)
{
	if (complaint[0] == '\0')
		return cannot_read_now(path, "iniparser cannot read it", f);
	return fault_may_pass(error) ? cannot_read_now(path, complaint, f) :
	    cannot_read(path, complaint, f);
}

/* iniparser opens the file again, by its name. */
static int
read_values(struct pass *p, const struct stat *st)
{
	dictionary *d;
	int rc, error;

	complaint[0] = '\0';
	iniparser_set_error_callback(complain);
	errno = 0;
	d = iniparser_load(p->ini->path);
	error = errno;
	iniparser_set_error_callback(NULL);
	if (!is_same(p->ini->path, st))
		rc = file_changed(p->ini->path, p->fault);
	else if (d == NULL)
		rc = cannot_parse(p->ini->path, error, p->fault);
	else
		rc = take_values(p, d);
	iniparser_freedict(d);
	return rc;
}

static void
names_free(khash_t(names) *names)
{
	khint_t k;

	if (names == NULL)
		return;
	for (k = kh_begin(names); k != kh_end(names); k++)
		if (kh_exist(names, k))
			free((char *)kh_key(names, k));
	kh_destroy(names, names);
}

struct ini *
ini_load(const char *path, struct fault *f)
{
	struct pass p = { .fault = f };
	struct stat st;
	int rc = -1;

	p.ini = calloc(1, sizeof(*p.ini));
	p.names = kh_init(names);
	if (p.ini == NULL || p.names == NULL ||
	    (p.ini->path = strdup(path)) == NULL) {
		fault_nomem(f);
		goto out;
	}
	if (pass_over(&p, &st) == -1 || read_values(&p, &st) == -1)
		goto out;
	rc = 0;
out:
	names_free(p.names);
	if (rc == -1) {
		ini_free(p.ini);
		return NULL;
	}
	return p.ini;
}

void
ini_free(struct ini *ini)
{
	size_t i;

	if (ini == NULL)
		return;
	for (i = 0; i < ini->nsections; i++) {
		free(ini->sections[i].name);
		free(ini->sections[i].written);
	}
	for (i = 0; i < ini->nentries; i++) {
		free(ini->entries[i].key);
		free(ini->entries[i].value);
	}
	free(ini->sections);
	free(ini->entries);
	free(ini->path);
	free(ini);
}
