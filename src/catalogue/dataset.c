/* dataset: an id -> the file of a format and its static URL. */
#include "catalogue/dataset.h"

#include <stdlib.h>
#include <string.h>

#include "catalogue/find_index.h"
#include "catalogue/judge.h"
#include "catalogue/section.h"
#include "catalogue/table.h"

static enum endpoint
other_endpoint(enum endpoint endpoint)
{
	return endpoint == ENDPOINT_READS ? ENDPOINT_VARIANTS : ENDPOINT_READS;
}

/* Faults of what is not the version wanted wait until nothing is found. */
static int
open_version(struct lookup *s, const struct data *data, struct dataset *d,
    struct fault *fault)
{
	struct fault trouble = FAULT_INIT;
	int result = section_open(s, data, d, &trouble);

	if (result >= 0)
		return result;
	if (s->found || !lookup_is_versioned(s)) {
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

/* As section_open; what may not be seen tells nothing but that. */
static int
open_judged(struct lookup *s, const struct data *data, struct dataset *d,
    struct fault *fault)
{
	struct judgement judgement = judge_section(s, data);
	struct fault unseen = FAULT_INIT;
	int result;

	if (judge_sees(&judgement))
		return open_seen(s, data, &judgement, d, fault);
	if (judgement.hidden || (result = section_open(s, data, d,
	    &unseen)) == 0)
		return 0;
	dataset_clear(d);
	return judge_denied(&judgement, data, fault);
}

/* Could a section have the id: its own, or one below its prefix? */
static bool
may_have(const struct data *data, const char *id)
{
	size_t bytes = strlen(data->prefix);

	return strncmp(id, data->prefix, bytes) == 0 && id[bytes] != '\0' &&
	    id[bytes] != '/';
}

/*
 * Calls `visit` for the sections that may have the id for an endpoint, the
 * strongest first, until it gives something else than 0.
 */
static int
each_section(struct lookup *s, enum endpoint endpoint, lookup_visitor *visit,
    struct dataset *d, struct fault *fault)
{
	const struct settings *settings = s->settings;
	const struct data *data = settings_find_id(settings, s->id);
	size_t i;
	int result = data != NULL ? visit(s, data, d, fault) : 0;

	for (i = 0; result == 0 && i < settings->nmanifests; i++) {
		data = &settings->data[settings->manifests[i]];
		if (may_have(data, s->id))
			result = table_visit(s, data, endpoint, visit, d,
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
	struct judgement judgement = judge_section(s, data);
	char names[64];

	(void)d, (void)fault;
	if (!judge_sees(&judgement))
		return 0;
	section_formats(
	    s, data, other_endpoint(s->endpoint), names, sizeof(names));
	return names[0] != '\0';
}

static int
not_found(struct lookup *s, struct dataset *d, struct fault *fault)
{
	struct fault refused = s->refused;
	int other;

	if (judge_counts(s))
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
		    "%s has no %s: ask for /%s", lookup_id(s),
		    endpoint_name(s->endpoint),
		    endpoint_name(other_endpoint(s->endpoint)));
	}
	return lookup_nothing(s, d, fault);
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
