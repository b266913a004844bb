#include "serve/data.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/log.h"
#include "catalogue/dataset.h"
#include "htsget/data_url.h"
#include "http/content.h"
#include "plan/span_make.h"

#define SECOND	1000000000	/* nanoseconds */

/* One request for data. */
struct job {
	struct service		*service;
	struct request		*req;
	struct data_query	 query;
	struct dataset		 dataset;
};

/* A ticket holds for the very file that it was made of. */
static int
check_version(const struct job *job, struct fault *fault)
{
	char now[VERSION_TEXT + 1];

	version_text(&job->dataset.object->version, now);
	if (strcmp(now, job->query.version) == 0)
		return 0;
	return fault_detail(fault, FAULT_NOT_FOUND,
	    "the file of this dataset was changed since the ticket was made: "
	    "ask for a new ticket", "%s: version %s, the URL has %s",
	    job->dataset.path, now, job->query.version);
}

static int
job_open(struct job *job, enum data_kind kind, const char *id,
    struct fault *fault)
{
	const struct settings *settings = job->service->settings;
	uint64_t most = settings->limits.query;

	/* Whatever is configured, a URL that a ticket has is taken. */
	if (most < DATA_QUERY_MAX)
		most = DATA_QUERY_MAX;
	if (request_check_query(job->req, most, fault) == -1 ||
	    data_url_parse(kind, job->req->query, &job->query, fault) == -1 ||
	    dataset_open(settings, NULL, format_endpoint(job->query.format), id,
	    job->query.format, &job->dataset, fault) == -1)
		return -1;
	return check_version(job, fault);
}

static void
job_close(struct job *job)
{
	dataset_clear(&job->dataset);
	data_query_clear(&job->query);
	cache_trim(job->service->cache);
}

static int
file_read(void *arg, void *buffer, size_t bytes, uint64_t offset,
    struct fault *fault)
{
	return object_read(arg, buffer, bytes, offset, fault);
}

static int
file_check(void *arg, struct fault *fault)
{
	return object_unchanged(arg, fault);
}

int
data_file_get(struct service *service, struct request *req,
    enum endpoint endpoint, const char *id, struct fault *fault)
{
	struct job job = { .service = service, .req = req };
	struct content content = { .read = file_read, .check = file_check };
	struct given given;
	char etag[VERSION_TEXT + 3];
	int rc = -1;

	(void)endpoint;
	if (job_open(&job, DATA_FILE, id, fault) == 0) {
		log_write(LOG_DEBUG, "a file, of ticket %s", job.query.ticket);
		snprintf(etag, sizeof(etag), "\"%s\"", job.query.version);
		content.etag = etag;
		content.size = job.dataset.object->version.size;
		content.modified = job.dataset.object->version.mtime / SECOND;
		content.arg = job.dataset.object;
		rc = content_reply(req, &content, &given, fault);
	}
	job_close(&job);
	return rc;
}

static int
span_read(void *arg, void *buffer, size_t bytes, uint64_t offset,
    struct fault *fault)
{
	const struct made_span *made = arg;

	if (offset > made->bytes || bytes > made->bytes - offset)
		return fault_set(fault, FAULT_INTERNAL,
		    "the end of the data is before what was asked for");
	memcpy(buffer, made->data + offset, bytes);
	return 0;
}

/*
 * Two versions of libdeflate may give other bytes for the same records, so a
 * span is known by its content: parts from two nodes are never joined.
 */
static void
span_etag(const struct made_span *made, char *etag, size_t bytes)
{
	uint8_t hash[crypto_generichash_BYTES_MIN];
	char text[2 * sizeof(hash) + 1];

	crypto_generichash(hash, sizeof(hash), made->data, made->bytes,
	    NULL, 0);
	sodium_bin2hex(text, sizeof(text), hash, sizeof(hash));
	snprintf(etag, bytes, "\"%s\"", text);
}

static int
span_reply(struct job *job, struct fault *fault)
{
	char etag[2 * crypto_generichash_BYTES_MIN + 3];
	struct content content = { .read = span_read, .etag = etag };
	struct object *object = job->dataset.object;
	struct made_span made;
	struct given given;
	struct source *source;
	int rc = -1;

	source = cache_get(job->service->cache, &job->dataset,
	    &job->service->settings->limits, fault);
	if (source == NULL ||
	    span_make(source, object, &job->query.span, &made, fault) == -1)
		return -1;
	if (object_unchanged(object, fault) == 0) {
		span_etag(&made, etag, sizeof(etag));
		content.size = made.bytes;
		content.arg = &made;
		log_write(LOG_DEBUG, "a span, of ticket %s: %zu parts, %zu "
		    "bytes", job->query.ticket, job->query.span.nparts,
		    made.bytes);
		rc = content_reply(job->req, &content, &given, fault);
	}
	made_span_clear(&made);
	return rc;
}

int
data_span_get(struct service *service, struct request *req,
    enum endpoint endpoint, const char *id, struct fault *fault)
{
	struct job job = { .service = service, .req = req };
	int rc = -1;

	(void)endpoint;
	if (job_open(&job, DATA_SPAN, id, fault) == 0)
		rc = span_reply(&job, fault);
	job_close(&job);
	return rc;
}
