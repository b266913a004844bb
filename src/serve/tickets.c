#include "serve/tickets.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "catalogue/dataset.h"
#include "htsget/query.h"
#include "http/base.h"
#include "http/body.h"
#include "http/reply.h"
#include "plan/plan.h"
#include "serve/audit.h"
#include "serve/caller.h"
#include "serve/grants.h"
#include "serve/ticket_urls.h"

/* What one may read is not another's, and URLs in it are good for anybody. */
#define CACHE_NOT	"private, no-store"

static void
log_plan(const struct request *req, const struct query *q,
    const struct plan *plan)
{
	char shown[LOG_REQUEST_MAX];

	if (plan->exact && !log_wants(LOG_DEBUG))
		return;
	log_write(LOG_DEBUG, "%s: %zu regions, %zu pieces, %zu of them spans, "
	    "%" PRIu64 " bytes inline, %" PRIu64 " bytes raw, %" PRIu64
	    " blocks inflated", request_shown(req, shown), q->nregions,
	    plan->npieces, plan->spans, plan->inline_bytes, plan->raw_bytes,
	    plan->inflated);
	if (plan->exact)
		return;
	/* CRAM is covered by containers; of the others a head scan gave up. */
	log_write(plan->format == FORMAT_CRAM ? LOG_INFO : LOG_WARNING,
	    "%s: the answer covers more than was asked", shown);
}

/* One question on its way to its ticket. */
struct asked {
	struct service		*service;
	struct request		*req;
	const char		*id;
	const struct query	*query;
	struct dataset		 dataset;
	struct plan		 plan;
	struct decision		 decision;
};

/* What makes the URLs of a guarded dataset good, and for how long. */
static int
fill_signer(const struct asked *a, struct whereabouts *at,
    struct fault *fault)
{
	const struct access *access = &a->service->settings->access;

	if (!a->dataset.data->guarded)
		return 0;
	at->secrets = rights_secrets(a->service->rights, fault);
	at->expires = (uint64_t)time(NULL) + access->expires;
	at->user = a->req->user;
	return at->secrets != NULL ? 0 : -1;
}

/* Where a ticket leads to us: under which URL, and by which signature. */
static int
fill_base(const struct asked *a, struct whereabouts *at, char **base,
    struct fault *fault)
{
	if (!ticket_urls_need_base(&a->plan, &a->dataset))
		return 0;
	*base = request_base(a->req, a->service->settings->server.base_url,
	    fault);
	at->base = *base;
	return *base != NULL ? fill_signer(a, at, fault) : -1;
}

static int
write_ticket(const struct asked *a, char **text, size_t *bytes,
    struct fault *fault)
{
	struct whereabouts at = { .dataset = &a->dataset, .id = a->id,
	    .ticket = a->req->id };
	char *base = NULL;
	int rc = -1;

	if (a->dataset.data->guarded &&
	    a->dataset.data->forward_authorization)
		at.authorization = a->req->authorization;
	if (fill_base(a, &at, &base, fault) == 0)
		rc = ticket_urls_write(&a->plan, &at, text, bytes, fault);
	free(base);
	return rc;
}

/* What is not recorded is not given. */
static int
record(struct asked *a, struct fault *fault)
{
	a->decision.status = 200;
	a->decision.format = a->plan.format;
	a->decision.bytes = a->plan.inline_bytes + a->plan.raw_bytes;
	a->decision.spans = a->plan.spans;
	return audit_write(a->service, a->req, &a->decision, fault);
}

static int
reply_plan(struct asked *a, struct fault *fault)
{
	char *text = NULL;
	size_t bytes;
	int rc = -1;

	log_plan(a->req, a->query, &a->plan);
	if (grants_check_plan(&a->dataset.judgement, &a->plan, fault) == 0 &&
	    write_ticket(a, &text, &bytes, fault) == 0 &&
	    record(a, fault) == 0) {
		/* That a client hung up is in the log, and no fault. */
		(void)reply_json(a->req, 200, REPLY_TICKET,
		    a->dataset.data->guarded ? CACHE_NOT : NULL, text, bytes);
		rc = 0;
	}
	free(text);
	plan_clear(&a->plan);
	return rc;
}

static int
make_plan(struct asked *a, struct fault *fault)
{
	const struct limits limits = settings_limits(a->service->settings,
	    a->query->endpoint);
	struct source *source;

	if (plan_needs_index(a->query, &a->dataset, &limits) &&
	    dataset_open_index(&a->dataset, fault) == -1)
		return -1;
	source = cache_get(a->service->cache, &a->dataset, &limits, fault);
	if (source == NULL)
		return -1;
	return plan_make(source, &a->dataset, a->query, &limits, &a->plan,
	    fault);
}

static int
reply_dataset(struct asked *a, struct fault *fault)
{
	a->decision.by = audit_rule(a->dataset.judgement.verdict);
	if (grants_check_query(&a->dataset.judgement, a->query, fault) == -1 ||
	    make_plan(a, fault) == -1)
		return -1;
	return reply_plan(a, fault);
}

static int
reply_query(struct service *service, struct request *req, const char *id,
    const struct query *query, struct fault *fault)
{
	struct caller caller = caller_of(req);
	struct viewer viewer = { service->rights, &caller, NULL };
	struct asked a = { .service = service, .req = req, .id = id,
	    .query = query, .decision = { .what = "ticket", .id = id,
	    .format = query->format, .query = query } };
	int rc = -1;

	if (audit_ready(service, fault) == 0 &&
	    dataset_open(service->settings, &viewer, query->endpoint, id,
	    query->format, &a.dataset, fault) == 0)
		rc = reply_dataset(&a, fault);
	if (rc == -1)
		audit_refusal(service, req, &a.decision, fault);
	dataset_clear(&a.dataset);
	cache_trim(service->cache);
	return rc;
}

struct query_rules
tickets_rules(const struct settings *settings)
{
	return (struct query_rules){
		.strict = settings->server.strict,
		.refuse_encryption = settings->server.refuse_encryption,
		.regions = settings->limits.regions,
	};
}

int
tickets_get(struct service *service, struct request *req,
    enum endpoint endpoint, const char *id, struct fault *fault)
{
	const struct query_rules how = tickets_rules(service->settings);
	struct query query = { 0 };
	int rc = -1;

	if (request_check_query(req, service->settings->limits.query,
	    fault) == 0 &&
	    query_parse_get(endpoint, req->query, &how, &query, fault) == 0)
		rc = reply_query(service, req, id, &query, fault);
	query_clear(&query);
	return rc;
}

int
tickets_post(struct service *service, struct request *req,
    enum endpoint endpoint, const char *id, struct fault *fault)
{
	const struct limits *limits = &service->settings->limits;
	const struct query_rules how = tickets_rules(service->settings);
	struct query query = { 0 };
	char *body = NULL;
	size_t bytes;
	int rc = -1;

	if (request_check_query(req, limits->query, fault) == 0 &&
	    query_check_post_url(req->query, &how, fault) == 0 &&
	    body_read(req, limits->body, &body, &bytes, fault) == 0 &&
	    query_parse_post(endpoint, body, bytes, &how, &query, fault) == 0)
		rc = reply_query(service, req, id, &query, fault);
	free(body);
	query_clear(&query);
	return rc;
}
