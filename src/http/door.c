#include "http/door.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <fcgiapp.h>

#include "base/decimal.h"
#include "base/log.h"

/* Between two tries of accept(2) when the machine is short of something. */
#define ACCEPT_PAUSE_NS	100000000L

/* Bytes of a body that nobody wants, read before a CGI program leaves. */
#define DRAIN_MAX	(64u << 20)

struct cgi {
	struct door	door;		/* first: a door is cast to it */
	uint64_t	got;		/* bytes of the body */
};

struct fastcgi {
	struct door	door;		/* first: a door is cast to it */
	FCGX_Request	request;
};

static volatile sig_atomic_t stopping;
static volatile sig_atomic_t hung_up;
static int unfit = -1;		/* a socket that nobody can accept from */

/*
 * With SA_RESTART a busy process reads the rest of its request undisturbed,
 * and an idle one goes back into accept(2), which must then fail: so the
 * socket that nobody listens on takes the place of the web server's. That
 * holds, too, when the signal comes just before accept(2).
 */
static void
on_stop(int signo)
{
	int saved = errno;

	(void)signo;
	stopping = 1;
	FCGX_ShutdownPending();
	(void)dup2(unfit, STDIN_FILENO);
	errno = saved;
}

static void
on_hup(int signo)
{
	(void)signo;
	hung_up = 1;
}

bool
door_hup(void)
{
	bool hup = hung_up != 0;

	if (hup)
		hung_up = 0;
	return hup;
}

static int
catch_flagged(int signo, void (*handler)(int), int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = handler;
	action.sa_flags = flags;
	sigemptyset(&action.sa_mask);
	return sigaction(signo, &action, NULL);
}

static int
catch_signal(int signo, void (*handler)(int))
{
	return catch_flagged(signo, handler, SA_RESTART);
}

static void
on_cgi_stop(int signo)
{
	(void)signo;
	stopping = 1;
}

static const char *
cgi_variable(struct door *door, const char *name)
{
	const char *value = getenv(name);

	(void)door;
	return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool
cgi_present(struct door *door, const char *name)
{
	(void)door;
	return getenv(name) != NULL;
}

static ssize_t
cgi_read(struct door *door, void *buffer, size_t bytes)
{
	struct cgi *cgi = (struct cgi *)door;
	ssize_t got;

	do
		got = read(STDIN_FILENO, buffer, bytes);
	while (got == -1 && errno == EINTR && !stopping);
	if (got > 0)
		cgi->got += (uint64_t)got;
	return got;
}

/*
 * Bytes of the body that the web server may still want to write, of a chunked
 * one as many as it takes. Without either there is none, and a read might wait
 * for ever.
 */
static uint64_t
cgi_unread(const struct cgi *cgi)
{
	const char *length = getenv("CONTENT_LENGTH");
	const char *coding = getenv("HTTP_TRANSFER_ENCODING");
	uint64_t bytes = 0;

	if (length != NULL && length[0] != '\0')
		(void)decimal_read(length, &bytes);
	else if (coding != NULL)
		bytes = UINT64_MAX;
	return bytes > cgi->got ? bytes - cgi->got : 0;
}

/*
 * Apache gives the client nothing of a reply whose program left before it had
 * all of the body.
 */
static void
cgi_drain(struct cgi *cgi)
{
	uint64_t left = cgi_unread(cgi);
	char waste[8192];
	ssize_t got;

	if (left > DRAIN_MAX)
		left = DRAIN_MAX;
	for (; left > 0; left -= (uint64_t)got) {
		got = cgi_read(&cgi->door, waste, left < sizeof(waste) ?
		    (size_t)left : sizeof(waste));
		if (got <= 0)
			return;
	}
}

/* Not by stdio, which would write the rest of a broken reply at exit. */
static int
cgi_write(struct door *door, const void *data, size_t bytes)
{
	const char *at = data;
	ssize_t n;

	(void)door;
	while (bytes > 0) {
		if (stopping)
			return -1;
		n = write(STDOUT_FILENO, at, bytes);
		if (n == -1 && errno != EINTR)
			return -1;
		if (n > 0) {
			at += n;
			bytes -= (size_t)n;
		}
	}
	return 0;
}

static int
serve_cgi(void (*handle)(struct door *, void *), void *arg)
{
	struct cgi cgi = {
		.door.variable = cgi_variable,
		.door.present = cgi_present,
		.door.read = cgi_read,
		.door.write = cgi_write,
	};

	/*
	 * FCGX_IsCGI left handlers that only the FastCGI loop looks at. Web
	 * servers send SIGTERM when a client hangs up, and what it got until
	 * then is to be recorded: so it ends the reply, and not the program.
	 * It breaks off a read or write that waits, hence no SA_RESTART.
	 */
	if (catch_flagged(SIGTERM, on_cgi_stop, 0) == -1 ||
	    catch_signal(SIGUSR1, SIG_DFL) == -1)
		return -1;
	if (cgi.door.variable(&cgi.door, "REQUEST_METHOD") == NULL) {
		log_write(LOG_ERROR, "there is no REQUEST_METHOD: this "
		    "program is started by a web server, as FastCGI or CGI");
		return -1;
	}
	handle(&cgi.door, arg);
	if (cgi.door.broken || stopping)
		return -1;
	cgi_drain(&cgi);
	return 0;
}

static const char *
fastcgi_variable(struct door *door, const char *name)
{
	struct fastcgi *f = (struct fastcgi *)door;
	const char *value = FCGX_GetParam(name, f->request.envp);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool
fastcgi_present(struct door *door, const char *name)
{
	struct fastcgi *f = (struct fastcgi *)door;

	return FCGX_GetParam(name, f->request.envp) != NULL;
}

static ssize_t
fastcgi_read(struct door *door, void *buffer, size_t bytes)
{
	struct fastcgi *f = (struct fastcgi *)door;
	int got, error, most = bytes > 65536 ? 65536 : (int)bytes;

	got = FCGX_GetStr(buffer, most, f->request.in);
	error = got == 0 ? FCGX_GetError(f->request.in) : 0;
	if (error == 0)
		return got;
	/* libfcgi's own faults, of the protocol, are below zero. */
	errno = error > 0 ? error : EPROTO;
	return -1;
}

static int
fastcgi_write(struct door *door, const void *data, size_t bytes)
{
	struct fastcgi *f = (struct fastcgi *)door;
	const char *at = data;

	while (bytes > 0) {
		int n = bytes > 65536 ? 65536 : (int)bytes;

		if (FCGX_PutStr(at, n, f->request.out) != n)
			return -1;
		at += n;
		bytes -= (size_t)n;
	}
	return 0;
}

/* Whether a failed accept(2) may work the next time. */
static bool
accept_may_pass(int error)
{
	switch (error) {
	case EINTR:
	case EAGAIN:
	case ECONNABORTED:
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
	/* Linux: errors of the network that the new socket had already. */
	case EHOSTDOWN:
	case EHOSTUNREACH:
	case ENETDOWN:
	case ENETUNREACH:
#ifdef ENONET
	case ENONET:
#endif
	case EPROTO:
	case ETIMEDOUT:
		return true;
	default:
		return false;
	}
}

/* 1: there is a request, 0: it is time to leave, -1: the door is broken. */
static int
fastcgi_next(struct fastcgi *f)
{
	const struct timespec pause = { .tv_nsec = ACCEPT_PAUSE_NS };
	int rc;

	while (!stopping) {
		rc = FCGX_Accept_r(&f->request);
		if (rc == 0)
			return 1;
		if (stopping)
			break;
		log_write(LOG_ERROR, "no request from the web server: %s",
		    strerror(-rc));
		if (!accept_may_pass(-rc))
			return -1;
		nanosleep(&pause, NULL);
	}
	return 0;
}

static int
fastcgi_open(struct fastcgi *f)
{
	unfit = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (unfit == -1 || FCGX_Init() != 0 ||
	    FCGX_InitRequest(&f->request, STDIN_FILENO,
	    FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		return -1;
	if (catch_signal(SIGTERM, on_stop) == -1 ||
	    catch_signal(SIGUSR1, on_stop) == -1 ||
	    catch_signal(SIGHUP, on_hup) == -1)
		return -1;
	return 0;
}

static int
serve_fastcgi(void (*handle)(struct door *, void *), void *arg)
{
	struct fastcgi f = {
		.door.variable = fastcgi_variable,
		.door.present = fastcgi_present,
		.door.read = fastcgi_read,
		.door.write = fastcgi_write,
	};
	int rc;

	if (fastcgi_open(&f) == -1) {
		log_write(LOG_ERROR, "cannot serve FastCGI: %s",
		    strerror(errno));
		return -1;
	}
	while ((rc = fastcgi_next(&f)) == 1) {
		f.door.begun = f.door.broken = false;
		handle(&f.door, arg);
		/* Without it the web server sees a connection that breaks, and
		   not the end of a reply. */
		if (!f.door.broken)
			FCGX_Finish_r(&f.request);
		/* A kept connection would pin the process to one client. */
		FCGX_Free(&f.request, 1);
	}
	FCGX_Free(&f.request, 1);
	close(unfit);
	return rc;
}

int
door_serve(void (*handle)(struct door *, void *arg), void *arg)
{
	/* A write that fails is told by errno, be it a limit on files. */
	if (catch_signal(SIGPIPE, SIG_IGN) == -1 ||
	    catch_signal(SIGXFSZ, SIG_IGN) == -1)
		return -1;
	if (FCGX_IsCGI())
		return serve_cgi(handle, arg);
	return serve_fastcgi(handle, arg);
}
