/* fuzz_ini: configuration files, as lines and as settings. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "conf/ini.h"
#include "conf/settings.h"
#include "fuzz.h"

static void
file_make(const uint8_t *data, size_t n, char path[FUZZ_PATH_MAX])
{
	int fd = fuzz_file(path);

	fuzz_must(write(fd, data, n) == (ssize_t)n);
	close(fd);
}

static void
load_ini(const char *path)
{
	struct fault fault = FAULT_INIT;
	struct ini *ini = ini_load(path, &fault);
	size_t i;

	if (ini == NULL) {
		fuzz_fault(&fault);
		return;
	}
	for (i = 0; i < ini->nentries; i++) {
		fuzz_must(ini->entries[i].section < ini->nsections);
		fuzz_must(utf8_valid(ini->entries[i].value,
		    strlen(ini->entries[i].value)));
	}
	ini_free(ini);
}

/* Each id of a section leads back to it. */
static void
load_settings(const char *path)
{
	struct fault fault = FAULT_INIT;
	struct settings *s = settings_load(path, &fault);
	size_t i;

	if (s == NULL) {
		fuzz_must(fault.kind == FAULT_INTERNAL);
		fuzz_fault(&fault);
		fuzz_must(fault.detail[0] != '\0');
		return;
	}
	fuzz_must(s->ndirectories + s->nmanifests <= s->ndata);
	for (i = 0; i < s->nmanifests; i++)
		fuzz_must(s->data[s->manifests[i]].manifest != NULL &&
		    s->data[s->manifests[i]].path == NULL);
	for (i = 0; i < s->ndata; i++)
		if (s->data[i].id != NULL)
			fuzz_must(settings_find_id(s, s->data[i].id) ==
			    &s->data[i]);
	settings_free(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char path[FUZZ_PATH_MAX];

	file_make(data, n, path);
	load_ini(path);
	load_settings(path);
	unlink(path);
	return 0;
}
