/* answer: a question from the command line about one id, and its plan. */
#include "cli/answer.h"

#include <string.h>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "serve/tickets.h"

/* The server takes it from the request where the configuration has none. */
#define NO_BASE	"http://localhost/htsget"

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
find_endpoint(struct answer *a, struct fault *fault)
{
	struct options *o = &a->options;
	struct fault faults[2] = { FAULT_INIT, FAULT_INIT };
	const enum endpoint endpoints[2] = { ENDPOINT_READS,
		ENDPOINT_VARIANTS };
	enum absence absence[2];
	size_t i;

	if (o->has_endpoint)
		return 0;
	for (i = 0; i < 2; i++) {
		if (dataset_open(a->settings, NULL, endpoints[i], a->id,
		    FORMAT_NONE, &a->dataset, &faults[i]) == 0)
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
open_dataset(struct answer *a, struct fault *fault)
{
	const struct query_rules rules = tickets_rules(a->settings);
	struct options *o = &a->options;

	if (find_endpoint(a, fault) == -1 ||
	    query_parse_get(o->endpoint, o->query.s, &rules, &a->query,
	    fault) == -1)
		return -1;
	return dataset_open(a->settings, NULL, o->endpoint, a->id,
	    a->query.format, &a->dataset, fault);
}

static int
open_id(struct answer *a)
{
	struct fault fault = FAULT_INIT;

	if ((a->settings = options_settings(&a->options)) == NULL)
		return STATUS_FAULT;
	if (open_dataset(a, &fault) == 0)
		return STATUS_GOOD;
	say_fault(a->id, &fault);
	return STATUS_FAULT;
}

int
answer_open(struct answer *a, const char *allowed, const char *config,
    int argc, char **argv)
{
	struct options *o = &a->options;

	memset(a, 0, sizeof(*a));
	if (options_parse(o, allowed, argc, argv) == -1)
		return STATUS_USAGE;
	if (o->config == NULL)
		o->config = config;
	if (o->help)
		return options_help();
	if (o->nwords != 1) {
		say_line("%s takes one ID; see htsgate --help", argv[0]);
		return STATUS_USAGE;
	}
	a->id = o->words[0];
	return open_id(a);
}

static int
make_plan(struct answer *a, struct fault *fault)
{
	struct limits limits =
	    settings_limits(a->settings, a->options.endpoint);

	if (plan_needs_index(&a->query, &a->dataset, &limits) &&
	    dataset_open_index(&a->dataset, fault) == -1)
		return -1;
	a->source =
	    source_open(a->dataset.object, a->dataset.format, &limits, fault);
	if (a->source == NULL)
		return -1;
	return plan_make(
	    a->source, &a->dataset, &a->query, &limits, &a->plan, fault);
}

int
answer_make(struct answer *a, const char *config, int argc, char **argv)
{
	struct fault fault = FAULT_INIT;
	int status = answer_open(a, OPTIONS_QUERY, config, argc, argv);

	if (status != STATUS_GOOD || a->id == NULL)
		return status;
	if (make_plan(a, &fault) == -1) {
		say_fault(a->id, &fault);
		return STATUS_FAULT;
	}
	/* CRAM is always given by whole containers. */
	if (!a->plan.exact && a->plan.format != FORMAT_CRAM)
		say_line("%s: the answer covers more than was asked", a->id);
	return STATUS_GOOD;
}

void
answer_clear(struct answer *a)
{
	plan_clear(&a->plan);
	source_free(a->source);
	dataset_clear(&a->dataset);
	query_clear(&a->query);
	rights_free(a->rights);
	settings_free(a->settings);
	options_clear(&a->options);
}

const char *
answer_base(const struct answer *a)
{
	const char *base = a->settings->server.base_url;

	return base != NULL ? base : NO_BASE;
}

const struct secrets *
answer_secrets(struct answer *a, struct fault *fault)
{
	const struct secrets *secrets;

	if (a->rights == NULL && (a->rights = rights_new()) == NULL) {
		fault_nomem(fault);
		return NULL;
	}
	rights_use(a->rights, a->settings);
	/* What it logs is in the fault as well, and told once. */
	log_open("/dev/null", a->settings->log_level);
	secrets = rights_secrets(a->rights, fault);
	log_open(NULL, a->settings->log_level);
	return secrets;
}
