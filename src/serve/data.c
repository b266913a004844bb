#include "serve/data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "base/log.h"
#include "catalogue/dataset.h"
#include "htsget/data_url.h"
#include "htsget/signature.h"
#include "http/content.h"
#include "http/sendfile.h"
#include "plan/span_make.h"
#include "serve/audit.h"

#define SECOND	1000000000	/* nanoseconds */

/* Signed URLs are for their holder alone; caches on the way give nothing. */
#define CACHE_GUARDED	"private"

/* One request for data. */
struct job {
	struct service		*service;
	struct request		*req;
	const char		*id;
	enum data_kind		 kind;
	struct data_query	 query;
	struct dataset		 dataset;
	struct decision		 decision;
	struct made_span	 made;		/* of DATA_SPAN */
	struct given		 given;
	bool			 recorded;	/* what was promised */
	uint64_t		 promised;	/* bytes */
};

static int
check_user(const struct job *job, struct fault *fault)
{
	const char *user = job->req->user != NULL ? job->req->user : "";

	if (!job->service->settings->access.bind_user ||
	    (*user != '\0' && strcmp(user, job->query.user) == 0))
		return 0;
	return fault_detail(fault, FAULT_PERMISSION_DENIED,
	    "the URL is for another user", "bind_user: it is for \"%s\", and "
	    "\"%s\" is logged in", job->query.user, user);
}

/* Before any file is looked at. */
static int
check_signature(const struct job *job, struct fault *fault)
{
	static const struct secrets none;
	const struct access *access = &job->service->settings->access;
	const struct secrets *secrets = &none;

	if (access->secret != NULL) {
		secrets = rights_secrets(job->service->rights, fault);
		if (secrets == NULL)
			return -1;
	}
	if (signature_check(secrets, job->kind, job->id, &job->query,
	    (uint64_t)time(NULL), access->slack, fault) == -1)
		return -1;
	return check_user(job, fault);
}

/* A ticket holds for the very file that it was made of. */
static int
open_dataset(struct job *job, const struct caller *caller,
    struct fault *fault)
{
	enum format format = job->query.format;
	struct viewer viewer = { job->service->rights, caller,
	    job->query.version };

	return dataset_open(job->service->settings, &viewer,
	    format_endpoint(format), job->id, format, &job->dataset, fault);
}

static int
open_signed(struct job *job, struct fault *fault)
{
	struct fault trouble = FAULT_INIT;

	job->decision.by = "signature";
	if (check_signature(job, fault) == -1)
		return -1;
	job->decision.data = &job->query;
	if (open_dataset(job, NULL, &trouble) == 0)
		return 0;
	/* It grants nothing any more. */
	if (job->dataset.absence == ABSENCE_CHANGED)
		trouble.kind = FAULT_PERMISSION_DENIED;
	*fault = trouble;
	return -1;
}

/* Without a signature there is what anybody may read. */
static int
open_unsigned(struct job *job, struct fault *fault)
{
	const struct caller nobody = { .user = NULL };
	struct fault trouble = FAULT_INIT;

	if (open_dataset(job, &nobody, &trouble) == 0) {
		job->decision.by = audit_rule(VERDICT_OPEN);
		job->decision.data = &job->query;
		return 0;
	}
	/* A login would not help here: it is refused as not signed. */
	if (trouble.kind == FAULT_INVALID_AUTHENTICATION)
		return signature_check(NULL, job->kind, job->id, &job->query,
		    0, 0, fault);
	*fault = trouble;
	return -1;
}

static int
open_allowed(struct job *job, struct fault *fault)
{
	if (audit_ready(job->service, fault) == -1)
		return -1;
	return job->query.is_signed ? open_signed(job, fault) :
	    open_unsigned(job, fault);
}

/* Whatever is configured, a URL that a ticket has is taken. */
static int
parse_query(struct job *job, struct fault *fault)
{
	uint64_t most = job->service->settings->limits.query;

	if (most < DATA_QUERY_MAX)
		most = DATA_QUERY_MAX;
	if (request_check_query(job->req, most, fault) == -1)
		return -1;
	return data_url_parse(job->kind, job->req->query, &job->query, fault);
}

static int
record_given(struct job *job, const struct given *given, struct fault *fault)
{
	job->decision.status = given->status;
	job->decision.bytes = given->bytes;
	job->decision.handed_over = given->handed_over;
	return audit_write(job->service, job->req, &job->decision, fault);
}

/*
 * What is given was recorded before, as promised; a second line says that it
 * was not all. A reply without a body has its line now.
 */
static void
record(struct job *job, int rc, const struct fault *fault)
{
	struct fault trouble = FAULT_INIT;

	if (rc == -1) {
		audit_refusal(job->service, job->req, &job->decision, fault);
		return;
	}
	if (job->recorded && (job->given.handed_over ||
	    job->given.bytes == job->promised))
		return;
	job->decision.cut = job->recorded;
	if (record_given(job, &job->given, &trouble) == -1)
		log_write(LOG_ERROR, "the end of a reply is not recorded: %s",
		    trouble.detail);
}

/* What cannot be recorded is not given. */
static int
job_promise(void *arg, const struct given *given, struct fault *fault)
{
	struct job *job = arg;

	if (record_given(job, given, fault) == -1) {
		job->decision.handed_over = false;
		return -1;
	}
	job->recorded = true;
	job->promised = given->bytes;
	return 0;
}

/* Answers a request by `reply` once it is known to be allowed. */
static int
job_run(struct job *job, int (*reply)(struct job *, struct fault *),
    struct fault *fault)
{
	int rc = parse_query(job, fault);

	if (rc == -1)
		return rc;
	job->decision = (struct decision){ .what = "data", .id = job->id,
	    .format = job->query.format };
	if ((rc = open_allowed(job, fault)) == 0)
		rc = reply(job, fault);
	record(job, rc, fault);
	made_span_clear(&job->made);
	dataset_clear(&job->dataset);
	data_query_clear(&job->query);
	cache_trim(job->service->cache);
	return rc;
}

static int
file_read(void *arg, void *buffer, size_t bytes, uint64_t offset,
    struct fault *fault)
{
	const struct job *job = arg;

	return object_read(job->dataset.object, buffer, bytes, offset, fault);
}

static int
file_check(void *arg, struct fault *fault)
{
	const struct job *job = arg;

	return object_unchanged(job->dataset.object, fault);
}

/*
 * Has the web server give the file, where it can and its name is known. Only
 * guarded ones: it has to be told of the folders of each file that it gives.
 */
static void
tell_sendfile(const struct job *job, struct content *content,
    struct sendfile_line *line)
{
	const struct access *access = &job->service->settings->access;
	char *path;

	if (!job->query.is_signed || access->sendfile == SENDFILE_NONE ||
	    (path = object_resolve(job->dataset.object)) == NULL)
		return;
	if (sendfile_tell(access->sendfile, access->location, path, line)) {
		content->handover_name = line->name;
		content->handover_value = line->value;
	}
	free(path);
}

static int
file_reply(struct job *job, struct fault *fault)
{
	const struct version *version = &job->dataset.object->version;
	struct content content = {
		.size = version->size,
		.modified = version->mtime / SECOND,
		.cache_control = job->query.is_signed ? CACHE_GUARDED : NULL,
		.bounded = job->query.is_signed,
		.start = job->query.start,
		.end = job->query.end,
		.read = file_read,
		.check = file_check,
		.promise = job_promise,
		.arg = job,
	};
	struct sendfile_line line;
	char etag[VERSION_TEXT + 3];

	log_write(LOG_DEBUG, "a file, of ticket %s", job->query.ticket);
	snprintf(etag, sizeof(etag), "\"%s\"", job->query.version);
	content.etag = etag;
	tell_sendfile(job, &content, &line);
	return content_reply(job->req, &content, &job->given, fault);
}

int
data_file_get(struct service *service, struct request *req,
    enum endpoint endpoint, const char *id, struct fault *fault)
{
	struct job job = { .service = service, .req = req, .id = id,
	    .kind = DATA_FILE };

	(void)endpoint;
	return job_run(&job, file_reply, fault);
}

static int
span_read(void *arg, void *buffer, size_t bytes, uint64_t offset,
    struct fault *fault)
{
	const struct made_span *made = &((struct job *)arg)->made;

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
	struct content content = {
		.cache_control = job->query.is_signed ? CACHE_GUARDED : NULL,
		.etag = etag,
		.read = span_read,
		.promise = job_promise,
		.arg = job,
	};
	struct object *object = job->dataset.object;
	struct source *source;

	source = cache_get(job->service->cache, &job->dataset,
	    &job->service->settings->limits, fault);
	if (source == NULL || span_make(source, object, &job->query.span,
	    &job->made, fault) == -1 || object_unchanged(object, fault) == -1)
		return -1;
	span_etag(&job->made, etag, sizeof(etag));
	content.size = job->made.bytes;
	log_write(LOG_DEBUG, "a span, of ticket %s: %zu parts, %zu bytes",
	    job->query.ticket, job->query.span.nparts, job->made.bytes);
	return content_reply(job->req, &content, &job->given, fault);
}

int
data_span_get(struct service *service, struct request *req,
    enum endpoint endpoint, const char *id, struct fault *fault)
{
	struct job job = { .service = service, .req = req, .id = id,
	    .kind = DATA_SPAN };

	(void)endpoint;
	return job_run(&job, span_reply, fault);
}
