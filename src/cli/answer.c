/* answer: the plan of a question from the command line. */
#include "cli/answer.h"

#include <string.h>

#include "cli/commands.h"
#include "cli/say.h"
#include "serve/tickets.h"

/* Where neither endpoint has the id: what the one says that knows more. */
static int
neither(const struct fault *told, struct fault *fault)
{
	if (told->detail[0] == '\0')
		return fault_set(fault, told->kind, "%s", told->message);
	return fault_detail(fault, told->kind, told->message, "%s",
	    told->detail);
}

/* Whichever endpoint has the id, reads first. */
static int
find_endpoint(struct answer *a, struct options *o, struct fault *fault)
{
	struct fault faults[2] = { FAULT_INIT, FAULT_INIT };
	const enum endpoint endpoints[2] = { ENDPOINT_READS,
		ENDPOINT_VARIANTS };
	enum absence absence[2];
	size_t i;

	if (o->has_endpoint)
		return 0;
	for (i = 0; i < 2; i++) {
		if (dataset_open(a->settings, NULL,
		    endpoints[i], a->id, FORMAT_NONE,
			&a->dataset, &faults[i]) == 0)
			dataset_clear(&a->dataset);
		else if (faults[i].kind == FAULT_NOT_FOUND) {
			absence[i] = a->dataset.absence;
			continue;
		}
		o->endpoint = endpoints[i];
		return 0;
	}
	return neither(&faults[absence[0] == ABSENCE_NONE ? 0 : 1], fault);
}

static int
make_plan(struct answer *a, struct options *o, struct fault *fault)
{
	const struct query_rules rules = tickets_rules(a->settings);
	struct limits limits;

	if (find_endpoint(a, o, fault) == -1 ||
	    query_parse_get(o->endpoint, o->query.s, &rules, &a->query,
	    fault) == -1 ||
	    dataset_open(a->settings, NULL, o->endpoint, a->id, a->query.format,
	    &a->dataset, fault) == -1)
		return -1;
	limits = settings_limits(a->settings, o->endpoint);
	a->source =
	    source_open(a->dataset.object, a->dataset.format, &limits, fault);
	if (a->source == NULL)
		return -1;
	return plan_make(
	    a->source, &a->dataset, &a->query, &limits, &a->plan, fault);
}

static int
answer_id(struct answer *a, struct options *o)
{
	struct fault fault = FAULT_INIT;

	a->settings = options_settings(o);
	if (a->settings == NULL)
		return STATUS_FAULT;
	if (make_plan(a, o, &fault) == -1) {
		say_fault(a->id, &fault);
		return STATUS_FAULT;
	}
	/* CRAM is always given by whole containers. */
	if (!a->plan.exact && a->plan.format != FORMAT_CRAM)
		say_line("%s: the answer covers more than was asked", a->id);
	return STATUS_GOOD;
}

int
answer_make(struct answer *a, const char *config, int argc, char **argv)
{
	struct options o;
	int status = STATUS_USAGE;

	memset(a, 0, sizeof(*a));
	if (options_parse(&o, OPTIONS_QUERY, argc, argv) == -1)
		goto out;
	if (o.config == NULL)
		o.config = config;
	if (o.help) {
		status = options_help();
		goto out;
	}
	if (o.nwords != 1) {
		say_line("%s takes one ID; see htsgate --help", argv[0]);
		goto out;
	}
	a->id = o.words[0];
	status = answer_id(a, &o);
out:
	options_clear(&o);
	return status;
}

void
answer_clear(struct answer *a)
{
	plan_clear(&a->plan);
	source_free(a->source);
	dataset_clear(&a->dataset);
	query_clear(&a->query);
	settings_free(a->settings);
}
