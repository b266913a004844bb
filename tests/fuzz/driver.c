/*
 * driver: main() of a fuzz target where there is no libFuzzer. It knows
 * nothing of the code under test, so it finds less, but it always does the
 * same, and takes the options of libFuzzer that are named below.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"
#include "mutate.h"

#define INPUT_MAX   (1 << 20)	/* bytes of a file that is read */
#define MUTANT_MAX  4096	/* bytes of a mutant, or of the longest file */

static unsigned long runs, seed;
static unsigned seconds, timeout = 10, rss_limit = 2048;
static const char *prefix = "";
static struct corpus corpus;
static size_t mutant_max = MUTANT_MAX;

/* The input that runs, for the handlers. */
static struct bytes current;
static const char *target;

/* A finding of a sanitizer is a SIGABRT, too. */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

const char *
__asan_default_options(void)
{
	return "abort_on_error=1";
}

const char *
__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}

static uint64_t
hash(const struct bytes *b)
{
	uint64_t h = 14695981039346656037u;
	size_t i;

	for (i = 0; i < b->n; i++)
		h = (h ^ b->p[i]) * 1099511628211u;
	return h;
}

/* Keeps the input that failed and names it, once. */
static void
keep(void)
{
	static char path[4096], line[sizeof(path) + 100];
	static int kept;
	int fd, n;

	if (kept++ > 0 || current.p == NULL)
		return;
	snprintf(path, sizeof(path), "%scrash-%s-%016llx", prefix, target,
	    (unsigned long long)hash(&current));
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd == -1 || write(fd, current.p, current.n) != (ssize_t)current.n)
		path[0] = '\0';
	n = snprintf(line, sizeof(line), "failed: %s: its input of %zu bytes: "
	    "%s\n", target, current.n, path[0] != '\0' ? path : "not kept");
	if (write(STDERR_FILENO, line, n) == -1)
		return;
}

static void
on_signal(int number)
{
	static const char slow[] = "this input takes too long\n";

	if (number == SIGALRM &&
	    write(STDERR_FILENO, slow, sizeof(slow) - 1) == -1)
		number = SIGABRT;
	keep();
	signal(number == SIGALRM ? SIGABRT : number, SIG_DFL);
	raise(number == SIGALRM ? SIGABRT : number);
}

/*
 * On a stack of its own: the other one may be what overflowed. A sanitizer
 * has handlers already, which say more.
 */
static void
catch_signals(void)
{
	static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL,
		SIGTRAP, SIGABRT, SIGALRM };
	static char stack[1 << 16];
	stack_t own = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction before, action = { .sa_handler = on_signal,
		.sa_flags = SA_ONSTACK | SA_NODEFER };
	size_t i;

	if (sigaltstack(&own, NULL) == -1)
		err(1, "sigaltstack");
	for (i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
		if (sigaction(crashes[i], NULL, &before) == 0 &&
		    before.sa_handler == SIG_DFL)
			sigaction(crashes[i], &action, NULL);
}

/* Each run gets a copy of just its length, so that reading past it shows. */
static void
run(const uint8_t *p, size_t n)
{
	struct rusage usage;

	current.p = malloc(n > 0 ? n : 1);
	if (current.p == NULL)
		err(1, NULL);
	if (n > 0)
		memcpy(current.p, p, n);
	current.n = n;
	alarm(timeout);
	(void)LLVMFuzzerTestOneInput(current.p, n);
	alarm(0);
	if (getrusage(RUSAGE_SELF, &usage) == 0 &&
	    usage.ru_maxrss / 1024 > (long)rss_limit) {
		fprintf(stderr, "more than %u MiB of memory\n", rss_limit);
		abort();
	}
	free(current.p);
	current.p = NULL;
}

static void
add_file(const char *path)
{
	struct bytes *more, b;
	ssize_t got;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	more = realloc(corpus.v, (corpus.n + 1) * sizeof(*more));
	b.p = malloc(INPUT_MAX);
	if (more == NULL || b.p == NULL)
		err(1, NULL);
	if (fd == -1 || (got = read(fd, b.p, INPUT_MAX)) == -1)
		err(1, "%s", path);
	close(fd);
	b.n = got;
	corpus.v = more;
	corpus.v[corpus.n++] = b;
	if (b.n > mutant_max)
		mutant_max = b.n;
}

/* In the order of their names: the same wherever it runs. */
static void
add_folder(const char *path)
{
	struct dirent **names;
	struct stat st;
	char *full;
	int i, n = scandir(path, &names, NULL, alphasort);

	if (n == -1)
		err(1, "%s", path);
	for (i = 0; i < n; i++) {
		if (asprintf(&full, "%s/%s", path, names[i]->d_name) == -1)
			err(1, NULL);
		if (stat(full, &st) == 0 && S_ISREG(st.st_mode))
			add_file(full);
		free(full);
		free(names[i]);
	}
	free(names);
}

static unsigned long
mutate_all(unsigned long done)
{
	struct bytes m = { malloc(mutant_max), 0 };
	time_t began = time(NULL);

	if (m.p == NULL)
		err(1, NULL);
	while ((runs == 0 || done < runs) && (seconds == 0 ||
	    time(NULL) - began < (time_t)seconds)) {
		mutate(&m);
		run(m.p, m.n);
		done++;
	}
	free(m.p);
	return done;
}

static unsigned long
number(const char *text)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno != 0 || *text < '0' || *text > '9' || *end != '\0')
		errx(1, "%s: not a number", text);
	return value;
}

static int
read_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "runs", required_argument, NULL, 'r' },
		{ "max_total_time", required_argument, NULL, 's' },
		{ "seed", required_argument, NULL, 'e' },
		{ "timeout", required_argument, NULL, 't' },
		{ "rss_limit_mb", required_argument, NULL, 'm' },
		{ "artifact_prefix", required_argument, NULL, 'p' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long_only(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 'r':
			runs = number(optarg);
			break;
		case 's':
			seconds = number(optarg);
			break;
		case 'e':
			seed = number(optarg);
			break;
		case 't':
			timeout = number(optarg);
			break;
		case 'm':
			rss_limit = number(optarg);
			break;
		case 'p':
			prefix = optarg;
			break;
		default:
			errx(1, "usage: %s [-runs=N] [-max_total_time=SECONDS] "
			    "[-seed=N] [-timeout=SECONDS] [-rss_limit_mb=N] "
			    "[-artifact_prefix=PATH] FOLDER|FILE ...",
			    argv[0]);
		}
	return optind;
}

int
main(int argc, char **argv)
{
	int i = read_options(argc, argv);
	bool folders = false;
	struct stat st;
	size_t k;

	target = strrchr(argv[0], '/');
	target = target != NULL ? target + 1 : argv[0];
	for (; i < argc; i++) {
		if (stat(argv[i], &st) == -1)
			err(1, "%s", argv[i]);
		folders |= S_ISDIR(st.st_mode);
		(S_ISDIR(st.st_mode) ? add_folder : add_file)(argv[i]);
	}
	if (corpus.n == 0)
		errx(1, "no input: name a folder of a corpus, or a file");
	LLVMFuzzerInitialize(&argc, &argv);
	catch_signals();
	mutate_init(&corpus, mutant_max, seed);
	for (k = 0; k < corpus.n; k++)
		run(corpus.v[k].p, corpus.v[k].n);
	if (folders) /* else to see single files again */
		k = mutate_all(k);
	printf("Done %zu runs\n", k);
	return 0;
}
