#include "serve/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"

#define NEVER	((time_t)-1)	/* looked at; the clock does not go there */

/* All zero where there is no file: that it came or went is a change, too. */
static struct version
file_version(const char *path)
{
	struct version version = { 0 };
	struct stat st;

	if (stat(path, &st) == -1)
		return version;
	return version_of(&st);
}

static time_t
seconds_now(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* The fault of a request that reply_error answers: it must be logged. */
static int
service_nomem(struct fault *fault)
{
	fault_nomem(fault);
	log_write(LOG_ERROR, "%s", fault->message);
	return -1;
}

/*
 * A request may name another file than the one before (a FastCGI parameter):
 * nothing of the one answers for the other.
 */
static int
service_turn(struct service *service, const char *path, struct fault *fault)
{
	char *copy;

	if (service->path != NULL && strcmp(service->path, path) == 0)
		return 0;
	copy = strdup(path);
	if (copy == NULL)
		return service_nomem(fault);
	free(service->path);
	service->path = copy;
	settings_free(service->settings);
	service->settings = NULL;
	service->looked = NEVER;
	return 0;
}

/* Again after SIGHUP, too: the log may have been moved away. */
static void
service_log_open(const struct settings *settings)
{
	if (log_open(settings->log_file, settings->log_level) == -1)
		log_write(LOG_ERROR, "%s: [log] file: %s: %s", settings->path,
		    settings->log_file, strerror(errno));
}

static void
service_complain(const struct service *service)
{
	const struct fault *fault = &service->fault;

	log_write(LOG_ERROR, "%s: %s", service->settings != NULL ?
	    "the new configuration is refused, the old one stays" :
	    "no configuration",
	    fault->detail[0] != '\0' ? fault->detail : fault->message);
}

static void
service_read(struct service *service)
{
	struct settings *fresh;

	service->fault = (struct fault)FAULT_INIT;
	fresh = settings_load(service->path, &service->fault);
	/* What could not be read just now may be good the next time. */
	service->retry = fresh == NULL &&
	    service->fault.kind == FAULT_UNAVAILABLE;
	if (fresh == NULL) {
		service_complain(service);
		return;
	}
	settings_free(service->settings);
	service->settings = fresh;
	service_log_open(fresh);
	if (service->cache != NULL)
		cache_resize(service->cache, fresh->cache_memory);
	log_write(LOG_INFO, "configuration read from %s", service->path);
}

static void
service_look(struct service *service, bool hup)
{
	struct version version = file_version(service->path);

	if (hup && service->settings != NULL)
		service_log_open(service->settings);
	if (hup || service->retry || service->settings == NULL ||
	    !version_equal(&version, &service->version)) {
		service->version = version;
		service_read(service);
	}
}

int
service_refresh(struct service *service, struct door *door,
    struct fault *fault)
{
	const char *path;
	bool hup = door_hup();
	time_t now = seconds_now();

	path = settings_locate(door->variable(door, "HTSGATE_CONFIG"));
	if (service_turn(service, path, fault) == -1)
		return -1;
	if (hup || now != service->looked) {
		service->looked = now;
		service_look(service, hup);
	}
	if (service->settings == NULL)
		return fault_set(fault, service->fault.kind, "%s",
		    service->fault.message);
	if (service->cache == NULL)
		service->cache = cache_new(service->settings->cache_memory);
	if (service->rights == NULL)
		service->rights = rights_new();
	if (service->cache == NULL || service->rights == NULL)
		return service_nomem(fault);
	rights_use(service->rights, service->settings);
	return 0;
}

void
service_clear(struct service *service)
{
	cache_free(service->cache);
	rights_free(service->rights);
	append_close(&service->audit);
	settings_free(service->settings);
	free(service->path);
	memset(service, 0, sizeof *service);
}
