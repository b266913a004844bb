/* check: the configuration and every dataset that it leads to. */
#include "cli/check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <htslib/kstring.h>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/identity.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/walk.h"

#define TEXT_MAX 4096

static void
tell(struct check *c, const char *before, const char *format, va_list ap)
{
	char text[TEXT_MAX];

	vsnprintf(text, sizeof(text), format, ap);
	progress_clear(&c->progress);
	say_line("%s%s", before, text);
}

void
check_fault(struct check *c, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	tell(c, "", format, ap);
	va_end(ap);
	c->faults++;
}

void
check_warn(struct check *c, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	tell(c, "warning: ", format, ap);
	va_end(ap);
	c->warnings++;
}

static int
check_explicit(struct check *c, const struct data *data)
{
	unsigned formats = 0;
	int i;

	for (i = FORMAT_NONE + 1; i < FORMAT_COUNT; i++)
		if (data->file[i] != NULL)
			formats |= 1u << i;
	return check_dataset(c, data, data->id, formats);
}

static void
found(void *arg, size_t n)
{
	struct check *c = arg;

	progress_tell(&c->progress, n, "names");
}

static int
check_directory(struct check *c, const struct data *data)
{
	kstring_t id = KS_INITIALIZE;
	struct walk walk;
	size_t i;
	int result = walk_directory(data, &walk, found, c);

	for (i = 0; result == 0 && i < walk.n; i++) {
		id.l = 0;
		if (kputs(data->prefix, &id) == EOF ||
		    kputs(walk.entries[i].rest, &id) == EOF)
			result = -1;
		else
			result = check_dataset(c, data, id.s,
			    walk.entries[i].formats);
	}
	c->faults += walk.faults;
	free(id.s);
	walk_clear(&walk);
	return result;
}

/* A folder or file that a section names and that is not there to use. */
static void
check_named(struct check *c, const struct data *data, const char *key,
    const char *path, int mode)
{
	if (path == NULL || access(path, mode) == 0)
		return;
	check_fault(c, "[data %s] %s: %s: %s", data->name, key, path,
	    strerror(errno));
}

static int
check_section(struct check *c, const struct data *data)
{
	size_t i;

	check_named(c, data, "index", data->index, X_OK);
	check_named(c, data, "reference", data->reference, R_OK);
	for (i = 0; i < data->nfollow; i++)
		check_named(c, data, "follow", data->follow[i], X_OK);
	if (data->path != NULL)
		return check_directory(c, data);
	return data->manifest != NULL ? check_manifest(c, data) :
	    check_explicit(c, data);
}

static int
check_sections(struct check *c)
{
	size_t i;

	for (i = 0; i < c->settings->ndata; i++)
		if (check_section(c, &c->settings->data[i]) == -1)
			return -1;
	return 0;
}

static int
check_all(struct check *c)
{
	/* An index that is passed over is worth a line here. */
	if (c->settings->log_level < LOG_WARNING)
		log_open(NULL, LOG_WARNING);
	progress_start(&c->progress, c->quiet);
	check_files(c);
	if (check_access(c) == -1 || check_warnings(c) == -1 ||
	    check_sections(c) == -1) {
		say_line("out of memory");
		return STATUS_FAULT;
	}
	progress_clear(&c->progress);
	printf("%zu datasets, %zu with faults", c->datasets, c->faulty);
	if (c->faults > 0)
		printf("; %zu faults of sections", c->faults);
	if (c->warnings > 0)
		printf("; %zu warnings", c->warnings);
	putchar('\n');
	return say_end() == -1 || c->faulty > 0 || c->faults > 0 ? STATUS_FAULT
							       : STATUS_GOOD;
}

/*
 * The file that says who may read it is read by who runs the command; all
 * else by the user that is asked for.
 */
static int
check_as(const struct options *o, const struct settings *settings)
{
	struct check check = { .settings = settings, .quiet = o->quiet };
	int status = STATUS_FAULT;

	/* From here it may be in a folder that the other user cannot enter. */
	if ((check.ini = realpath(settings->path, NULL)) == NULL)
		say_line("%s: %s", settings->path, strerror(errno));
	else if (o->as == NULL || identity_take(o->as) == 0)
		status = check_all(&check);
	free(check.ini);
	return status;
}

int
check_run(const char *config, int argc, char **argv)
{
	struct options o;
	struct settings *settings = NULL;
	int status = STATUS_USAGE;

	if (options_parse(&o, OPTIONS_CHECK, argc, argv) == -1)
		goto out;
	if (o.config == NULL)
		o.config = config;
	if (o.help)
		status = options_help();
	else if (o.nwords > 0)
		say_line("check takes no ID; see htsgate --help");
	else if ((settings = options_settings(&o)) == NULL)
		status = STATUS_FAULT;
	else
		status = check_as(&o, settings);
out:
	settings_free(settings);
	options_clear(&o);
	return status;
}
