/* store: what all objects have in common, whatever holds them. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

#define CANNOT_READ "the file of this dataset cannot be read"
#define TRUNCATED   "the file of this dataset is truncated or was changed"
#define CHANGED	    "the file of this dataset was changed while it was read"

bool
version_equal(const struct version *a, const struct version *b)
{
	return a->device == b->device && a->inode == b->inode &&
	    a->size == b->size && a->mtime == b->mtime && a->ctime == b->ctime;
}

int
object_read_some(struct object *o, void *data, size_t bytes, uint64_t offset,
    size_t *got, struct fault *fault)
{
	ssize_t n;

	*got = 0;
	while (*got < bytes) {
		n = o->ops->read(
		    o, (uint8_t *)data + *got, bytes - *got, offset + *got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_detail(fault, FAULT_INTERNAL, CANNOT_READ,
			    "%s: read at %" PRIu64 ": %s", o->path,
			    offset + *got, strerror(errno));
		if (n == 0)
			break;
		*got += (size_t)n;
	}
	return 0;
}

int
object_read(struct object *o, void *data, size_t bytes, uint64_t offset,
    struct fault *fault)
{
	size_t got;

	if (object_read_some(o, data, bytes, offset, &got, fault) < 0)
		return -1;
	if (got < bytes)
		return fault_detail(fault, FAULT_INTERNAL, TRUNCATED,
		    "%s: wanted %zu bytes at %" PRIu64 ", the file ends "
		    "after %zu of them",
		    o->path, bytes, offset, got);
	return 0;
}

/* May pass: the next request opens what is there then. */
int
object_unchanged(struct object *o, struct fault *fault)
{
	struct version now;

	if (o->ops->stat(o, &now) < 0)
		return fault_detail(fault, FAULT_INTERNAL, CANNOT_READ,
		    "%s: stat: %s", o->path, strerror(errno));
	if (!version_equal(&now, &o->version))
		return fault_detail(fault, FAULT_UNAVAILABLE, CHANGED,
		    "%s: changed, replaced or removed while it was read",
		    o->path);
	return 0;
}

const char *
object_name(struct object *o, struct fault *fault)
{
	const char *name = o->ops->name(o);

	if (name == NULL)
		fault_detail(fault, FAULT_INTERNAL, CANNOT_READ,
		    "%s: no name to open it again by", o->path);
	return name;
}

void
object_close(struct object *o)
{
	if (o != NULL)
		o->ops->close(o);
}
