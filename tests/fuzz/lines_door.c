#include "lines_door.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static const char *
find(struct door *door, const char *name)
{
	const struct lines_door *f = (const struct lines_door *)door;
	size_t n = strlen(name), at;

	for (at = 0; at < f->bytes; at += strlen(f->lines + at) + 1)
		if (strncmp(f->lines + at, name, n) == 0 &&
		    f->lines[at + n] == '=')
			return f->lines + at + n + 1;
	return NULL;
}

static const char *
fuzz_variable(struct door *door, const char *name)
{
	const char *value = find(door, name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool
fuzz_present(struct door *door, const char *name)
{
	return find(door, name) != NULL;
}

static ssize_t
fuzz_read(struct door *door, void *buffer, size_t bytes)
{
	struct lines_door *f = (struct lines_door *)door;
	const char *body = fuzz_variable(door, "BODY");
	size_t left = body != NULL ? strlen(body) - f->body_at : 0;

	if (bytes > left)
		bytes = left;
	if (bytes > 0)
		memcpy(buffer, body + f->body_at, bytes);
	f->body_at += bytes;
	return (ssize_t)bytes;
}

static int
fuzz_write(struct door *door, const void *data, size_t bytes)
{
	struct lines_door *f = (struct lines_door *)door;

	fuzz_must(kputsn(data, (int)bytes, &f->out) >= 0);
	return 0;
}

void
lines_door_init(struct lines_door *f, const uint8_t *data, size_t n)
{
	struct input in = { data, n };
	size_t i;

	memset(f, 0, sizeof *f);
	f->door.variable = fuzz_variable;
	f->door.present = fuzz_present;
	f->door.read = fuzz_read;
	f->door.write = fuzz_write;
	f->lines = fuzz_text(&in);
	f->bytes = n;
	for (i = 0; i < n; i++)
		if (f->lines[i] == '\n')
			f->lines[i] = '\0';
}

void
lines_door_clear(struct lines_door *f)
{
	free(f->lines);
	ks_free(&f->out);
}
