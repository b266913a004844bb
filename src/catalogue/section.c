#include "catalogue/section.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue/static_url.h"
#include "store/store_file.h"

/*
 * The file of a format in a directory: NULL if it is missing or, with
 * s->refused set, not to be served; NULL with a fault if the search must end.
 */
static struct object *
open_in_directory(struct lookup *s, const struct data *data, const char *rest,
    enum format format, struct fault *fault)
{
	const char *const *extension = format_extensions(format);
	struct object *object = NULL;
	struct fault trouble = FAULT_INIT;
	bool missing;
	char *name;

	for (; object == NULL && *extension != NULL; extension++) {
		if (asprintf(&name, "%s%s", rest, *extension) == -1) {
			fault_nomem(fault);
			return NULL;
		}
		object = file_open_beneath(data->path, name, data->follow,
		    data->nfollow, &missing, &trouble);
		free(name);
	}
	if (object != NULL || trouble.kind == FAULT_NONE)
		return object;
	if (trouble.kind != FAULT_NOT_FOUND)
		fault_detail(
		    fault, trouble.kind, trouble.message, "%s", trouble.detail);
	else if (s->refused.kind == FAULT_NONE)
		s->refused = trouble;
	return NULL;
}

/* The file of a format in a section of either sort, as above. */
static struct object *
open_format(struct lookup *s, const struct data *data, enum format format,
    struct fault *fault)
{
	if (data->path != NULL)
		return open_in_directory(
		    s, data, s->id + strlen(data->prefix), format, fault);
	if (data->file[format] == NULL)
		return NULL;
	return file_open(data->file[format], NULL, fault);
}

static bool
has_format(struct lookup *s, const struct data *data, enum format format)
{
	struct fault ignored = FAULT_INIT;
	struct object *object;

	if (data->path == NULL)
		return data->file[format] != NULL;
	object = open_format(s, data, format, &ignored);
	object_close(object);
	/* What cannot be read is there. */
	return object != NULL || ignored.kind != FAULT_NONE;
}

void
section_formats(struct lookup *s, const struct data *data,
    enum endpoint endpoint, char *names, size_t room)
{
	unsigned n, i;
	const enum format *formats = endpoint_formats(endpoint, &n);
	size_t used = 0;

	names[0] = '\0';
	/* The one that is wanted was missing a moment ago. */
	for (i = 0; i < n && used < room; i++)
		if (formats[i] != s->want && has_format(s, data, formats[i]))
			used +=
			    (size_t)snprintf(names + used, room - used, "%s%s",
				used > 0 ? ", " : "", format_name(formats[i]));
}

/*
 * A guarded file that anybody gets by its static URL. The configuration is
 * checked for that by names; links may lead there all the same.
 */
static int
check_guarded(const struct dataset *d, struct fault *fault)
{
	if (d->url == NULL || !d->data->guarded ||
	    (d->data->forward_authorization && d->lender->guarded &&
	    d->lender->forward_authorization))
		return 0;
	return fault_detail(fault, FAULT_INTERNAL, "the files of this dataset "
	    "are guarded, but a static URL leaves them open", "%s: [data %s] "
	    "allow: the web server gives it at %s", d->path, d->data->name,
	    d->url);
}

static int
check_offline(const struct dataset *d, struct fault *fault)
{
	if (!d->data->offline_refused || !object_is_offline(d->object))
		return 0;
	return fault_detail(fault, FAULT_OFFLINE,
	    "the file of this dataset is on tape: it has to be brought back "
	    "first", "%s: %" PRIu64 " of %" PRIu64 " bytes are on disk "
	    "(offline = 503)", d->path, d->object->allocated,
	    d->object->version.size);
}

/* Whether it is the version that a data URL names, where it names one. */
static bool
is_wanted(struct lookup *s, const struct object *object)
{
	char version[VERSION_TEXT + 1];

	if (!lookup_is_versioned(s))
		return true;
	version_text(&object->version, version);
	s->found = strcmp(version, s->viewer->version) == 0;
	s->changed |= !s->found;
	return s->found;
}

/* Path and URL of the file that was found; owns the object. */
static int
fill(struct lookup *s, const struct data *data, struct object *object,
    enum format format, struct dataset *d, struct fault *fault)
{
	d->section = s->entry != NULL ? s->table : data;
	d->data = data;
	d->format = format;
	d->object = object;
	d->path = strdup(object->path);
	if (d->path == NULL)
		fault_nomem(fault);
	else if (check_offline(d, fault) == 0 &&
	    static_url(s->settings, d->path, &d->url, &d->lender,
	    fault) == 0 &&
	    check_guarded(d, fault) == 0)
		return 1;
	dataset_clear(d);
	return -1;
}

int
section_open(struct lookup *s, const struct data *data, struct dataset *d,
    struct fault *fault)
{
	unsigned n, i;
	const enum format *formats = endpoint_formats(s->endpoint, &n);
	struct object *object;
	char names[64];

	for (i = 0; i < n; i++) {
		if (s->want != FORMAT_NONE && s->want != formats[i])
			continue;
		object = open_format(s, data, formats[i], fault);
		if (object != NULL && is_wanted(s, object))
			return fill(s, data, object, formats[i], d, fault);
		if (object != NULL) {
			object_close(object);
			return 0;
		}
		if (fault->kind != FAULT_NONE)
			return -1;
	}
	if (s->want == FORMAT_NONE)
		return 0;
	section_formats(s, data, s->endpoint, names, sizeof(names));
	if (names[0] == '\0')
		return 0;
	return fault_set(fault, FAULT_UNSUPPORTED_FORMAT, "%s has %s",
	    lookup_id(s), names);
}
