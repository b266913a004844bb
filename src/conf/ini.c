/* ini: a strict pass over the lines, then the values by iniparser. */
#include "conf/ini.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
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

static char *
read_text(const char *path, int fd, size_t *bytes, struct fault *f)
{
	struct stat st;
	ssize_t got;
	char *text;

	if (fstat(fd, &st) == -1) {
		cannot_read(path, strerror(errno), f);
		return NULL;
	}
	if (!S_ISREG(st.st_mode)) {
		cannot_read(path, S_ISDIR(st.st_mode) ? strerror(EISDIR) :
		    "not a regular file", f);
		return NULL;
	}
	if (st.st_size > (off_t)INI_BYTES_MAX) {
		cannot_read(path, "the file is too large (64 MiB at most)", f);
		return NULL;
	}
	if ((text = malloc((size_t)st.st_size + 1)) == NULL) {
		fault_nomem(f);
		return NULL;
	}
	if ((got = read_whole(fd, text, (size_t)st.st_size)) == -1) {
		cannot_read(path, strerror(errno), f);
		free(text);
		return NULL;
	}
	text[got] = '\0';
	*bytes = (size_t)got;
	return text;
}

/* O_NONBLOCK: a FIFO of that name must not hold the process. */
static int
pass_over(struct pass *p)
{
	size_t bytes;
	char *text;
	int fd, rc;

	fd = open(p->ini->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd == -1)
		return cannot_read(p->ini->path, strerror(errno), p->fault);
	text = read_text(p->ini->path, fd, &bytes, p->fault);
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
			return cannot_read(ini->path,
			    "the file changed while it was read", p->fault);
		i = kh_val(p->names, k);
		if ((ini->entries[i].value = strdup(d->val[j])) == NULL)
			return fault_nomem(p->fault);
		given++;
	}
	if (given != ini->nentries)
		return cannot_read(ini->path,
		    "the file changed while it was read", p->fault);
	return 0;
}

static int
read_values(struct pass *p)
{
	dictionary *d;
	int rc;

	complaint[0] = '\0';
	iniparser_set_error_callback(complain);
	d = iniparser_load(p->ini->path);
	iniparser_set_error_callback(NULL);
	if (d == NULL)
		return cannot_read(p->ini->path, complaint[0] != '\0' ?
		    complaint : "iniparser cannot read it", p->fault);
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
	int rc = -1;

	p.ini = calloc(1, sizeof(*p.ini));
	p.names = kh_init(names);
	if (p.ini == NULL || p.names == NULL ||
	    (p.ini->path = strdup(path)) == NULL) {
		fault_nomem(f);
		goto out;
	}
	if (pass_over(&p) == -1 || read_values(&p) == -1)
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
