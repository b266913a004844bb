/* dataset: an id -> the file of a format and its static URL. */
#include "catalogue/dataset.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "catalogue/find_index.h"
#include "catalogue/manifest.h"
#include "catalogue/static_url.h"
#include "store/store_file.h"

#define NO_SUCH_DATASET	"no such dataset"
#define ID_SHOWN	200	/* bytes of an id that a message repeats */

/* What one call of dataset_open looks for and has seen. */
struct lookup {
	const struct settings	*settings;
	const struct viewer	*viewer;	/* NULL: sees all */
	enum endpoint		 endpoint;
	const char		*id;
	enum format		 want;
	struct fault		 refused;	/* the first file that is
						   there, but not served */
	/* Of a viewer with a version. */
	bool			 found;		/* the file of that version */
	bool			 changed;	/* a file of another one */
	struct fault		 trouble;	/* the first other fault */
	/* Of the manifest that is looked at; NULL: it is none. */
	const struct data	*table;		/* its section */
	struct manifest_entry	*entry;		/* owned until it is opened */
};

static enum endpoint
other_endpoint(enum endpoint endpoint)
{
	return endpoint == ENDPOINT_READS ? ENDPOINT_VARIANTS : ENDPOINT_READS;
}

/* An id for a message that has to stay readable. */
static const char *
id_shown(const char *id)
{
	return strlen(id) <= ID_SHOWN ? id : "this dataset";
}

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

/* "BAM, CRAM": what a section has of an id for an endpoint; "" if nothing. */
static void
name_formats(struct lookup *s, const struct data *data, enum endpoint endpoint,
    char *names, size_t room)
{
	unsigned n, i;
	const enum format *formats = endpoint_formats(endpoint, &n);
	size_t used = 0;

	names[0] = '\0';
	for (i = 0; i < n && used < room; i++)
		if (has_format(s, data, formats[i]))
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

/* Whether it counts who asks: not for the operator, nor with a signature. */
static bool
is_judged(const struct lookup *s)
{
	return s->viewer != NULL && s->viewer->caller != NULL;
}

/* Whether one version of a file is wanted, as a data URL names it. */
static bool
is_versioned(const struct lookup *s)
{
	return s->viewer != NULL && s->viewer->version != NULL;
}

/* Whether it is the version that a data URL names, where it names one. */
static bool
is_wanted(struct lookup *s, const struct object *object)
{
	char version[VERSION_TEXT + 1];

	if (!is_versioned(s))
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

/* 1: opened, 0: the section lacks the id for this endpoint, -1: fault. */
static int
open_section(struct lookup *s, const struct data *data, struct dataset *d,
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
	name_formats(s, data, s->endpoint, names, sizeof(names));
	if (names[0] == '\0')
		return 0;
	return fault_set(fault, FAULT_UNSUPPORTED_FORMAT, "%s has %s",
	    id_shown(s->id), names);
}

static struct judgement
judge(const struct lookup *s, const struct data *data)
{
	const struct judgement all = { .verdict = VERDICT_ALLOWED };

	if (!is_judged(s))
		return all;
	return rights_judge(s->viewer->rights, s->viewer->caller, data, s->id);
}

static bool
may_see(const struct judgement *judgement)
{
	return judgement->verdict == VERDICT_OPEN ||
	    judgement->verdict == VERDICT_ALLOWED ||
	    judgement->verdict == VERDICT_PARTLY;
}

static int
denied(const struct judgement *judgement, const struct data *data,
    struct fault *fault)
{
	if (judgement->verdict == VERDICT_LOGIN)
		return fault_detail(fault, FAULT_INVALID_AUTHENTICATION,
		    "this dataset is for users who have logged in",
		    "[data %s]", data->name);
	return fault_detail(fault, FAULT_PERMISSION_DENIED,
	    "you may not read this dataset", "[data %s]", data->name);
}

/* Faults of what is not the version wanted wait until nothing is found. */
static int
open_version(struct lookup *s, const struct data *data, struct dataset *d,
    struct fault *fault)
{
	struct fault trouble = FAULT_INIT;
	int result = open_section(s, data, d, &trouble);

	if (result >= 0)
		return result;
	if (s->found || !is_versioned(s)) {
		*fault = trouble;
		return -1;
	}
	if (s->trouble.kind == FAULT_NONE)
		s->trouble = trouble;
	return 0;
}

/* A static URL is one of the whole file, so who may read parts gets none. */
static int
open_seen(struct lookup *s, const struct data *data,
    const struct judgement *judgement, struct dataset *d, struct fault *fault)
{
	int result = open_version(s, data, d, fault);

	if (result <= 0)
		return result;
	d->judgement = *judgement;
	if (judgement->verdict == VERDICT_PARTLY) {
		free(d->url);
		d->url = NULL;
		d->lender = NULL;
	}
	return result;
}

/* As open_section; what may not be seen tells nothing but that. */
static int
open_judged(struct lookup *s, const struct data *data, struct dataset *d,
    struct fault *fault)
{
	struct judgement judgement = judge(s, data);
	struct fault unseen = FAULT_INIT;
	int result;

	if (may_see(&judgement))
		return open_seen(s, data, &judgement, d, fault);
	if (judgement.hidden || (result = open_section(s, data, d,
	    &unseen)) == 0)
		return 0;
	dataset_clear(d);
	return denied(&judgement, data, fault);
}

/* Could a section have the id: its own, or one below its prefix? */
static bool
may_have(const struct data *data, const char *id)
{
	size_t bytes = strlen(data->prefix);

	return strncmp(id, data->prefix, bytes) == 0 && id[bytes] != '\0' &&
	    id[bytes] != '/';
}

typedef int visitor(struct lookup *, const struct data *, struct dataset *,
    struct fault *);

/* What is behind a `?` in an id is a query that somebody encoded. */
static int
no_dataset(const struct lookup *s, struct dataset *d, struct fault *fault)
{
	d->absence = ABSENCE_ID;
	return fault_detail(fault, FAULT_NOT_FOUND, NO_SUCH_DATASET, "%.*s",
	    (int)strcspn(s->id, "?"), s->id);
}

/*
 * A table that does not say what an id is: nothing else stands in for it, but
 * for who has the signature of a version. Of a table that hides nobody hears
 * but the log.
 */
static int
table_trouble(struct lookup *s, const struct data *table, struct dataset *d,
    const struct fault *trouble, struct fault *fault)
{
	if (table->hide && is_judged(s)) {
		log_write(LOG_ERROR, "%s", trouble->detail);
		return no_dataset(s, d, fault);
	}
	if (is_judged(s) || !is_versioned(s)) {
		*fault = *trouble;
		return -1;
	}
	if (s->trouble.kind == FAULT_NONE)
		s->trouble = *trouble;
	return 0;
}

/* The entry of an id in a table, if it has one that may be used. */
static int
find_entry(struct lookup *s, const struct data *table, enum endpoint endpoint,
    struct fault *fault)
{
	if (manifest_find(table, s->id + strlen(table->prefix), endpoint,
	    &s->entry, fault) == -1)
		return -1;
	if (s->entry == NULL || !s->entry->data.guarded ||
	    s->settings->access.secret != NULL)
		return 0;
	manifest_entry_free(s->entry);
	s->entry = NULL;
	return fault_detail(fault, FAULT_INTERNAL, "this dataset is guarded, "
	    "but the server cannot sign its URLs", "[data %s] manifest: %s: "
	    "%s: `allow` needs [access] secret", table->name, table->manifest,
	    s->id);
}

static int
visit_table(struct lookup *s, const struct data *table, enum endpoint endpoint,
    visitor *visit, struct dataset *d, struct fault *fault)
{
	struct fault trouble = FAULT_INIT;
	int result = 0;

	if (find_entry(s, table, endpoint, &trouble) == -1)
		return table_trouble(s, table, d, &trouble, fault);
	s->table = table;
	if (s->entry != NULL)
		result = visit(s, &s->entry->data, d, fault);
	if (result > 0 && d->object != NULL)
		d->entry = s->entry;
	else
		manifest_entry_free(s->entry);
	s->entry = NULL;
	return result;
}

/*
 * Calls `visit` for the sections that may have the id for an endpoint, the
 * strongest first, until it gives something else than 0.
 */
static int
each_section(struct lookup *s, enum endpoint endpoint, visitor *visit,
    struct dataset *d, struct fault *fault)
{
	const struct settings *settings = s->settings;
	const struct data *data = settings_find_id(settings, s->id);
	size_t i;
	int result = data != NULL ? visit(s, data, d, fault) : 0;

	for (i = 0; result == 0 && i < settings->nmanifests; i++) {
		data = &settings->data[settings->manifests[i]];
		if (may_have(data, s->id))
			result = visit_table(s, data, endpoint, visit, d,
			    fault);
	}
	for (i = 0; result == 0 && i < settings->ndirectories; i++) {
		data = &settings->data[settings->directories[i]];
		if (may_have(data, s->id))
			result = visit(s, data, d, fault);
	}
	return result;
}

static int
has_other(struct lookup *s, const struct data *data, struct dataset *d,
    struct fault *fault)
{
	struct judgement judgement = judge(s, data);
	char names[64];

	(void)d, (void)fault;
	if (!may_see(&judgement))
		return 0;
	name_formats(
	    s, data, other_endpoint(s->endpoint), names, sizeof(names));
	return names[0] != '\0';
}

static int
not_found(struct lookup *s, struct dataset *d, struct fault *fault)
{
	struct fault refused = s->refused;
	int other;

	if (is_judged(s))
		rights_look(s->viewer->rights, s->viewer->caller);
	if (s->changed) {
		d->absence = ABSENCE_CHANGED;
		return fault_detail(fault, FAULT_NOT_FOUND, "the file of this "
		    "dataset was changed since the ticket was made: ask for "
		    "a new ticket", "%s: no file has version %s any more",
		    s->id, s->viewer->version);
	}
	if (s->trouble.kind != FAULT_NONE) {
		*fault = s->trouble;
		return -1;
	}
	if (refused.kind != FAULT_NONE)
		return fault_detail(
		    fault, refused.kind, refused.message, "%s", refused.detail);
	other = each_section(s, other_endpoint(s->endpoint), has_other, d,
	    fault);
	if (other == -1)
		return -1;
	if (other != 0) {
		d->absence = ABSENCE_ENDPOINT;
		return fault_set(fault, FAULT_NOT_FOUND,
		    "%s has no %s: ask for /%s", id_shown(s->id),
		    endpoint_name(s->endpoint),
		    endpoint_name(other_endpoint(s->endpoint)));
	}
	return no_dataset(s, d, fault);
}

int
dataset_open(const struct settings *settings, const struct viewer *viewer,
    enum endpoint endpoint, const char *id, enum format want,
    struct dataset *d, struct fault *fault)
{
	struct lookup s = { .settings = settings, .viewer = viewer,
	    .endpoint = endpoint, .id = id, .want = want };
	const char *trouble = id_trouble(id);
	int result;

	memset(d, 0, sizeof(*d));
	if (trouble != NULL)
		return fault_detail(
		    fault, FAULT_NOT_FOUND, NO_SUCH_DATASET, "%s", trouble);
	result = each_section(&s, endpoint, open_judged, d, fault);
	if (result == 0)
		return not_found(&s, d, fault);
	return result > 0 ? 0 : -1;
}

int
dataset_open_index(struct dataset *d, struct fault *fault)
{
	const struct manifest_entry *e = d->entry;

	if (d->index_sought)
		return 0;
	if (find_index(d, e != NULL ? e->index[d->format] : NULL, fault) == -1)
		return -1;
	d->index_sought = true;
	return 0;
}

void
dataset_clear(struct dataset *d)
{
	object_close(d->object);
	object_close(d->index);
	free(d->path);
	free(d->url);
	manifest_entry_free(d->entry);
	memset(d, 0, sizeof(*d));
}
