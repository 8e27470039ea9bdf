"""What the benchmarks have in common: options, a directory to work in, rounds, facts, and figures as text."""

import argparse
import datetime
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = os.path.basename(sys.argv[0])
SECONDS = {'quick': 180, 'full': 600}
ROUNDS = 5


def say(text):
    print('%s: %s' % (NAME, text), file=sys.stderr, flush=True)


def ratio(a, b):
    return a / b if a is not None and b else None


def show(value, digits=3):
    if value is None:
        return '-'
    return str(value) if isinstance(value, int) else '%.*f' % (digits, value)


def java():
    """The launcher's order: JAVA_HOME, else PATH."""
    home = os.environ.get('JAVA_HOME')
    return os.path.realpath(os.path.join(home, 'bin/java') if home else shutil.which('java'))


def first_line(*words):
    return subprocess.run(words, capture_output=True, text=True).stdout.partition('\n')[0]


def version(package):
    return first_line('dpkg-query', '-W', '-f', '${Version}', package)


def environment(packages):
    return {'date': datetime.datetime.now(datetime.timezone.utc).isoformat(timespec='seconds'),
            'kernel': platform.release(), 'cpus': os.cpu_count(), 'load': os.getloadavg(),
            'qemu-img': first_line('qemu-img', '--version'),
            **{package: version(package) for package in packages},
            'java': first_line(java(), '--version'),
            'commit': first_line('git', '-C', HERE, 'describe', '--always', '--dirty')}


def missing_packages(modules):
    """The Debian packages to install, for what every benchmark needs and for these modules of Debian's Python."""
    missing = set()
    for program, package in (('/usr/bin/qemu-img', 'qemu-utils'), ('qemu-io', 'qemu-utils'),
                             ('javac', 'openjdk-17-jdk-headless'), ('prlimit', 'util-linux')):
        if not shutil.which(program) and not (program == 'javac' and os.environ.get('JAVA_HOME')):
            missing.add(package)
    for module, package in modules.items():
        if subprocess.run(['/usr/bin/python3', '-c', 'import ' + module], capture_output=True).returncode:
            missing.add(package)
    return missing


def complaint(missing, work, needed_space):
    """What keeps the benchmark from running, and how to get it; or nothing."""
    if missing:
        return 'missing; as root: apt-get install --no-install-recommends ' + ' '.join(sorted(missing))
    if os.geteuid() != 0:
        return 'needs root, as otherwise Cinder would start each command through sudo'
    free = shutil.disk_usage(work).free
    if free < needed_space:
        return '%s has %d MiB free, and %d are needed; see --work' % (work, free >> 20, needed_space >> 20)
    return None


def measure(bench, mode, began):
    """Rounds of all parties in turn, as many as the time allows."""
    longest = 0
    for number in range(1 if mode == 'quick' else ROUNDS):
        start = time.monotonic()
        if number and start - began + 1.15 * longest > SECONDS[mode] - 15:
            break
        say('round %d' % (number + 1))
        bench.round(number)
        longest = max(longest, time.monotonic() - start)


def options(description, quick, space):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument('out', nargs='?', metavar='OUT', default=os.path.join(HERE, '../target/bench'),
                        help='directory for %s.json and %s.log (default: snapshot-app/target/bench)' % (NAME, NAME))
    parser.add_argument('--quick', action='store_true', help=quick)
    parser.add_argument('--only', metavar='WORD', help='the scenarios whose name holds this word')
    parser.add_argument('--work', default='/var/tmp',
                        help='where the chains go: %s, not tmpfs (default: /var/tmp)' % space)
    parser.add_argument('--no-build', dest='build', action='store_false', help='take the jar that is there')
    return parser.parse_args()


def chosen(scenarios, options):
    return [scenario for scenario in scenarios
            if (options.only in scenario.name if options.only else scenario.quick or not options.quick)]


def build(log):
    """Chainsmith, if its sources are newer than its jar."""
    say('builds Chainsmith if its sources are newer')
    subprocess.run([os.path.join(HERE, '../../chainsmith'), '--version'], stdout=log, check=True)


def run(options, packages, prepare, tell):
    """Prepares, measures and tells; answers the status.

    `prepare(work, log)` makes the benchmark, which has `cleanup`, `round(number)`, `results()` and `wrong`; `tell` prints
    the results.
    """
    began = time.monotonic()
    mode = 'quick' if options.quick else 'full'
    os.makedirs(options.out, exist_ok=True)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, end)
    signal.alarm(2 * SECONDS['full'])
    work = tempfile.mkdtemp(prefix='chainsmith-bench-', dir=options.work)
    try:
        with open(os.path.join(options.out, NAME + '.log'), 'w') as log:
            bench = prepare(work, log)
            with bench.cleanup:
                facts = dict(environment(packages), mode=mode)
                measure(bench, mode, began)
                results = bench.results()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    facts.update(seconds=round(time.monotonic() - began), load_after=os.getloadavg())
    with open(os.path.join(options.out, NAME + '.json'), 'w') as f:
        json.dump({'environment': facts, 'results': results, 'wrong': bench.wrong}, f, indent=1)
    tell(results)
    print('%(mode)s run of %(seconds)d s, commit %(commit)s, %(cpus)d CPUs, ' % facts
          + 'load %.1f to %.1f' % (facts['load'][0], facts['load_after'][0]))
    for fact in bench.wrong:
        print('WRONG END STATE: ' + fact)
    return 1 if bench.wrong else 0


def end(number, _):
    raise SystemExit('%s: ended by %s' % (NAME, signal.Signals(number).name))
