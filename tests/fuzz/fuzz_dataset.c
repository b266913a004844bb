/*
 * fuzz_dataset: ids, looked for in a small folder whose links lead out of
 * it. An input is a byte (endpoint, format) and the id. Whatever the id, no
 * file outside may be opened.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "catalogue/dataset.h"
#include "fuzz.h"

static char folder[4096];
static struct settings *settings;

static const char *
at(const char *name)
{
	static char path[2][sizeof(folder) + 64];
	static unsigned turn;
	char *p = path[turn++ % 2];

	snprintf(p, sizeof(path[0]), "%s/%s", folder, name);
	return p;
}

static void
put_file(const char *name, const char *text)
{
	FILE *f = fopen(at(name), "w");

	fuzz_must(f != NULL && fputs(text, f) != EOF && fclose(f) == 0);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void
remove_tree(void)
{
	settings_free(settings);
	(void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void
put_files(void)
{
	static const char *const folders[] = { "in", "in/a", "in/b", "farm",
		"runs", "out" };
	static const char *const files[] = { "in/x.bam", "in/x.bam.bai",
		"in/x.vcf.gz", "in/a/y.cram", "in/a/y.cram.crai",
		"in/b/z.bcf", "runs/r.bam", "out/o.bam", "out/o.vcf.gz",
		"out/o.bam.bai" };
	static const char *const links[][2] = { { "../out/o.bam", "in/o.bam" },
		{ "../out", "in/d" }, { "../out/o.bam.bai", "in/b/z.bcf.csi" },
		{ "..", "in/a/up" }, { "../runs/r.bam", "farm/r.bam" },
		{ "../out/o.bam", "farm/o.bam" } };
	size_t i;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		fuzz_must(mkdir(at(folders[i]), 0700) == 0);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		put_file(files[i], "");
	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		fuzz_must(symlink(links[i][0], at(links[i][1])) == 0);
}

static void
make_tree(void)
{
	const char *tmp = getenv("TMPDIR");
	struct fault fault = FAULT_INIT;
	char *text;

	snprintf(folder, sizeof(folder), "%s/htsgate-fuzz-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	fuzz_must(mkdtemp(folder) != NULL);
	atexit(remove_tree);
	put_files();
	fuzz_must(asprintf(&text, "[data one]\npath = %s/in\n"
	    "[data farm]\npath = %s/farm\nprefix = f/\nfollow = %s/runs\n"
	    "[data id]\nid = A\nbam = %s/in/x.bam\n", folder, folder, folder,
	    folder) != -1);
	put_file("htsgate.ini", text);
	free(text);
	settings = settings_load(at("htsgate.ini"), &fault);
	fuzz_must(settings != NULL);
}

/* The files of `out` are known by their inodes. */
static void
check_inside(const struct object *o)
{
	static const char *const outside[] = { "out/o.bam", "out/o.vcf.gz",
		"out/o.bam.bai", "htsgate.ini" };
	struct stat st;
	size_t i;

	if (o == NULL)
		return;
	for (i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
		fuzz_must(stat(at(outside[i]), &st) == 0);
		fuzz_must(o->version.inode != st.st_ino);
	}
	fuzz_must(o->version.device == st.st_dev);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fault fault = FAULT_INIT;
	struct input in = { data, n };
	uint8_t how = fuzz_byte(&in);
	char *id = fuzz_text(&in);
	struct dataset d;

	if (settings == NULL)
		make_tree();
	if (dataset_open(settings, NULL, how % ENDPOINT_COUNT, id,
	    (how >> 1) % FORMAT_COUNT, &d, &fault) == 0) {
		fuzz_must(d.object != NULL && utf8_valid(id, strlen(id)));
		check_inside(d.object);
		fuzz_must(dataset_open_index(&d, &fault) == 0);
		check_inside(d.index);
		dataset_clear(&d);
	} else
		fuzz_fault(&fault);
	free(id);
	return 0;
}
