#include "serve/tickets.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "catalogue/dataset.h"
#include "htsget/query.h"
#include "http/base.h"
#include "http/body.h"
#include "http/reply.h"
#include "plan/plan.h"
#include "serve/ticket_urls.h"

/* CRAM is covered by containers; of the others a head scan gave up. */
static void
log_plan(const struct request *req, const struct query *q,
    const struct plan *plan)
{
	char shown[LOG_REQUEST_MAX];

	log_write(LOG_DEBUG, "%s: %zu regions, %zu pieces, %zu of them spans, "
	    "%" PRIu64 " bytes inline, %" PRIu64 " bytes raw, %" PRIu64
	    " blocks inflated", request_shown(req, shown), q->nregions,
	    plan->npieces, plan->spans, plan->inline_bytes, plan->raw_bytes,
	    plan->inflated);
	if (plan->exact)
		return;
	log_write(plan->format == FORMAT_CRAM ? LOG_INFO : LOG_WARNING,
	    "%s: the answer covers more than was asked", shown);
}

/* The ticket of a plan; where it leads to us, it says under which URL. */
static int
write_ticket(const struct service *service, const struct request *req,
    const struct plan *plan, const struct dataset *dataset, const char *id,
    char **text, size_t *bytes, struct fault *fault)
{
	struct whereabouts at = { .dataset = dataset, .id = id,
	    .ticket = req->id };
	char *base = NULL;
	int rc;

	if (ticket_urls_need_base(plan, dataset)) {
		base = request_base(req, service->settings->server.base_url,
		    fault);
		if (base == NULL)
			return -1;
	}
	at.base = base;
	rc = ticket_urls_write(plan, &at, text, bytes, fault);
	free(base);
	return rc;
}

static int
reply_plan(struct service *service, struct request *req,
    const struct dataset *dataset, const char *id, const struct query *query,
    struct fault *fault)
{
	const struct limits limits = settings_limits(service->settings,
	    query->endpoint);
	struct plan plan = { 0 };
	struct source *source;
	char *text = NULL;
	size_t bytes;
	int rc = -1;

	source = cache_get(service->cache, dataset, &limits, fault);
	if (source == NULL ||
	    plan_make(source, dataset, query, &limits, &plan, fault) == -1)
		return -1;
	log_plan(req, query, &plan);
	if (write_ticket(service, req, &plan, dataset, id, &text, &bytes,
	    fault) == 0) {
		/* That a client hung up is in the log, and no fault. */
		(void)reply_json(req, 200, REPLY_TICKET, NULL, text, bytes);
		rc = 0;
	}
	free(text);
	plan_clear(&plan);
	return rc;
}

static int
reply_query(struct service *service, struct request *req, const char *id,
    const struct query *query, struct fault *fault)
{
	struct dataset dataset = { 0 };
	int rc = -1;

	if (dataset_open(service->settings, NULL, query->endpoint, id,
	    query->format, &dataset, fault) == 0)
		rc = reply_plan(service, req, &dataset, id, query, fault);
	dataset_clear(&dataset);
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
