#include "serve/tickets.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "catalogue/dataset.h"
#include "htsget/query.h"
#include "htsget/ticket.h"
#include "http/reply.h"

static int
url_fill(struct ticket_url *url, const struct piece *piece, bool classes,
    const char *static_url, struct fault *fault)
{
	if (!classes)
		url->class = URL_CLASS_NONE;
	else
		url->class = piece->header ? URL_CLASS_HEADER : URL_CLASS_BODY;
	if (piece->kind == PIECE_SPAN)
		return fault_set(fault, FAULT_INTERNAL,
		    "delivery by htsgate itself is not built yet");
	if (piece->kind == PIECE_INLINE) {
		url->data = piece->data;
		url->bytes = piece->bytes;
		return 0;
	}
	if (static_url == NULL)
		return fault_set(fault, FAULT_INTERNAL,
		    "this dataset has no static URL");
	url->url = static_url;
	url->start = piece->start;
	url->end = piece->end;
	return 0;
}

int
tickets_write(const struct plan *plan, const char *url, char **text,
    size_t *bytes, struct fault *fault)
{
	struct ticket_url *urls;
	size_t i;
	int rc = -1;

	urls = calloc(plan->npieces > 0 ? plan->npieces : 1, sizeof *urls);
	if (urls == NULL)
		return fault_nomem(fault);
	for (i = 0; i < plan->npieces; i++)
		if (url_fill(&urls[i], &plan->pieces[i], plan->classes, url,
		    fault) == -1)
			goto out;
	rc = ticket_write(plan->format, urls, plan->npieces, text, bytes,
	    fault);
out:
	free(urls);
	return rc;
}

static int
query_check(const struct request *req, uint64_t limit, struct fault *fault)
{
	size_t bytes = req->query != NULL ? strlen(req->query) : 0;

	if (bytes <= limit)
		return 0;
	return fault_set(fault, FAULT_INVALID_INPUT,
	    "the query string has %zu bytes, more than the %" PRIu64
	    " that this server takes ([limits] query)", bytes, limit);
}

/* CRAM is covered by containers; of the others a head scan gave up. */
static void
log_plan(const struct request *req, const struct plan *plan)
{
	const char *query = req->query != NULL ? req->query : "";
	const char *mark = req->query != NULL ? "?" : "";

	log_write(LOG_DEBUG, "%.*s%s%.*s: %zu pieces, %" PRIu64 " bytes "
	    "inline, %" PRIu64 " bytes raw, %" PRIu64 " blocks inflated",
	    LOG_PATH_MAX, req->path, mark, LOG_QUERY_MAX, query,
	    plan->npieces, plan->inline_bytes, plan->raw_bytes,
	    plan->inflated);
	if (plan->exact)
		return;
	log_write(plan->format == FORMAT_CRAM ? LOG_INFO : LOG_WARNING,
	    "%.*s%s%.*s: the answer covers more than was asked",
	    LOG_PATH_MAX, req->path, mark, LOG_QUERY_MAX, query);
}

static int
tickets_reply(struct service *service, struct request *req,
    const struct dataset *dataset, const struct query *query,
    struct fault *fault)
{
	const struct limits *limits = &service->settings->limits;
	struct plan plan = { 0 };
	struct source *source;
	char *text = NULL;
	size_t bytes;
	int rc = -1;

	source = cache_get(service->cache, dataset, limits, fault);
	if (source == NULL)
		return -1;
	if (plan_make(source, dataset, query, limits, &plan, fault) == -1)
		return -1;
	log_plan(req, &plan);
	if (tickets_write(&plan, dataset->url, &text, &bytes, fault) == -1)
		goto out;
	/* A client that hung up is in the log; there is no fault to answer. */
	(void)reply_json(req, 200, REPLY_TICKET, NULL, text, bytes);
	rc = 0;
out:
	free(text);
	plan_clear(&plan);
	return rc;
}

int
tickets_get(struct service *service, struct request *req,
    enum endpoint endpoint, const char *id, struct fault *fault)
{
	static const struct query_rules rules = { .strict = false };
	const struct settings *settings = service->settings;
	struct query query = { 0 };
	struct dataset dataset = { 0 };
	int rc = -1;

	if (query_check(req, settings->limits.query, fault) == -1 ||
	    query_parse_get(endpoint, req->query, &rules, &query, fault) == -1)
		return -1;
	if (dataset_open(settings, endpoint, id, query.format, &dataset,
	    fault) == -1)
		goto out;
	if (dataset.url == NULL)
		(void)dataset_no_url(&dataset, fault);
	else
		rc = tickets_reply(service, req, &dataset, &query, fault);
	dataset_clear(&dataset);
	cache_trim(service->cache);
out:
	query_clear(&query);
	return rc;
}
