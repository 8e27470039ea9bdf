"""Who does the work: the library, the command line, Cinder, and qemu-img by hand. Each `perform` answers figures."""

import json
import os
import shutil
import signal
import subprocess

import chains
from meter import COPYING, Meter

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.abspath(os.path.join(HERE, '../..'))
COUNTER = '''#!/bin/sh
# qemu-img, and a line of what the kernel counted for it. Only in runs whose time is not taken.
%s "$@"
code=$?
while read -r name count; do
    case $name in
        rchar:) read=$count ;;
        wchar:) written=$count ;;
    esac
done </proc/$$/io
echo "$1 $read $written" >>%s
exit $code
'''


class Failed(Exception):
    pass


def quietly(words, log, **options):
    """A child in a group of its own, which stop() ends as a whole."""
    return subprocess.Popen(words, stderr=log, text=True, start_new_session=True, **options)


def stop(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


class Server:
    """A party in a process of its own: a line in, a line of JSON out."""

    def __init__(self, words, log):
        self.log = log
        self.process = quietly(words, log, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, *words):
        self.process.stdin.write(' '.join(words) + '\n')
        self.process.stdin.flush()
        return self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        answer = json.loads(line or '{"error": "it ended"}')
        if 'error' in answer:
            raise Failed('%s; more in %s' % (answer['error'], self.log.name))
        return answer

    def close(self):
        stop(self.process)


class Cinder(Server):
    name, has_record = 'Cinder', True

    def __init__(self, root, log):
        super().__init__(['/usr/bin/python3', '-B', os.path.join(HERE, 'cinder_party.py'), root], log)
        self.store = self.answer()['directory']

    def perform(self, what, chain, snapshots):
        return self.ask(what, chain.volume, *snapshots)


class Counted:
    """A stand-in for qemu-img that counts."""

    def __init__(self, work):
        self.program, self.calls = os.path.join(work, 'qemu-img'), os.path.join(work, 'calls')
        with open(self.program, 'w') as f:
            f.write(COUNTER % (chains.QEMU_IMG, self.calls))
        os.chmod(self.program, 0o755)

    def reset(self):
        open(self.calls, 'w').close()

    def figures(self):
        with open(self.calls) as f:
            calls = [line.split() for line in f]
        return {'processes': len(calls), 'calls': [call[0] for call in calls],
                'read': sum(int(call[1]) for call in calls if call[0] in COPYING),
                'written': sum(int(call[2]) for call in calls if call[0] in COPYING)}


class Jvm(Server):
    """Chainsmith as a library in one JVM, driven by a class of the benchmark."""

    def __init__(self, app, java, main, log, *arguments):
        classes = os.path.join(os.path.dirname(app.directory), 'classes')
        os.makedirs(classes, exist_ok=True)
        options = ['-cp', os.pathsep.join(app.jars + [classes])]
        sources = [os.path.join(HERE, name + '.java') for name in ('Commands', 'Meter', main)]
        subprocess.run([java + 'c', '-d', classes, *options, *sources], check=True)
        super().__init__([java, '-Xmx128m', '-XX:+UseSerialGC', '-Xlog:disable', *options, main, *arguments], log)


class Library(Jvm):
    name, has_record = 'library', True

    def __init__(self, app, java, store, counted, log):
        super().__init__(app, java, 'Retention', log)
        self.store, self.counted = store, counted

    def warm(self, seconds, directory):
        self.ask('warm', str(seconds), directory)

    def perform(self, what, chain, snapshots, qemu_img=chains.QEMU_IMG):
        figures = self.ask(what, qemu_img, self.store, chain.volume, *snapshots)
        if what == 'inspect':  # many inspections
            figures['wall'] = figures['inspection']
            figures['cpu'] /= figures['inspections']
        return figures

    def count(self, what, chain, snapshots):
        self.counted.reset()
        self.perform(what, chain, snapshots, self.counted.program)
        return self.counted.figures()


class App:
    """A copy of the launcher and the jars: nobody builds anew under a running benchmark."""

    def __init__(self, directory):
        self.directory, self.launcher = directory, os.path.join(directory, 'chainsmith')
        target = os.path.join(directory, 'snapshot-app/target')
        os.makedirs(target)
        built = os.path.join(REPOSITORY, 'snapshot-app/target')
        shutil.copy2(os.path.join(REPOSITORY, 'chainsmith'), directory)
        shutil.copytree(os.path.join(built, 'lib'), os.path.join(target, 'lib'))
        jars = [name for name in os.listdir(built) if name.startswith('snapshot-app-') and name.endswith('.jar')]
        newest = max(jars, key=lambda name: os.stat(os.path.join(built, name)).st_mtime)
        shutil.copy2(os.path.join(built, newest), target)
        self.jars = [os.path.join(target, newest), os.path.join(target, 'lib/*')]


class Launcher:
    """Chainsmith's command line, a JVM for each command."""

    name, has_record = 'command line', True

    def __init__(self, app, log):
        self.app, self.log = app, log
        self.run(['--version'])  # makes its class data archive

    def run(self, words):
        process = quietly([self.app.launcher, *words], self.log, stdout=subprocess.PIPE)
        try:
            output = process.communicate()[0]
        except BaseException:
            stop(process)
            raise
        if process.returncode:
            raise Failed('chainsmith %s: status %d; more in %s' % (words[0], process.returncode, self.log.name))
        return output


class CommandLine(Launcher):

    def __init__(self, app, store, counted, log):
        super().__init__(app, log)
        self.store, self.counted = store, counted

    def perform(self, what, chain, snapshots, qemu_img=chains.QEMU_IMG):
        place = ['--output=json', '--store=' + self.store, '--qemu-img=' + qemu_img, chain.volume]
        with Meter() as meter:
            if what == 'inspect':
                self.run(['chain', 'show', *place])
            elif what == 'create':
                for snapshot in snapshots:
                    self.run(['snapshot', 'create', *place, '--id=' + snapshot])
            else:
                answer = json.loads(self.run(['snapshot', 'delete', *place, *snapshots]))
        figures = {'wall': meter.wall, 'cpu': meter.cpu}
        if what == 'delete':
            figures.update(predicted=answer['plan']['predicted-bytes'], actual=answer['actual-bytes'])
        return figures

    def count(self, what, chain, snapshots):
        self.counted.reset()
        self.perform(what, chain, snapshots, self.counted.program)
        figures = self.counted.figures()
        figures['processes'] += len(snapshots) if what == 'create' else 1  # the JVMs
        return figures


class ByHand:
    """The fewest calls of qemu-img and the fewest bytes, by somebody who knows what the layers hold. No safety step."""

    name, has_record = 'by hand', False

    def perform(self, what, chain, snapshots):
        merges = plan(chain.pattern, snapshots) if what == 'delete' else []
        with Meter() as self.meter:
            if what == 'create':
                for i in range(chains.LAYERS):
                    chains.create_overlay(chain.path(i + 1), chain.names[i], 'qcow2' if i else 'raw', self.run)
            elif what == 'inspect':
                self.run([chains.QEMU_IMG, 'info', '-U', '--backing-chain', '--output=json', '-f', 'qcow2',
                          chain.path(chains.LAYERS)])
            standing = {}  # the file at the bottom of a run that was merged: what stands in its place
            for bottom, top, into in merges:
                self.merge(chain, bottom, top, into, standing.get(top + 1, top + 1))
                standing[bottom] = into
        return self.meter.figures()

    def run(self, words):
        self.meter.call(words, lambda: subprocess.run(words, check=True, stdout=subprocess.PIPE))

    def merge(self, chain, bottom, top, into, child):
        rebase = [chains.QEMU_IMG, 'rebase', '-q', '-f', 'qcow2']
        on = lambda i: ['-b', chain.names[i], '-F', chain.format(chain.names[i])]  # noqa: E731
        if into < top:
            self.run([chains.QEMU_IMG, 'commit', '-q', '-d', '-f', 'qcow2', '-b', chain.path(into), chain.path(top)])
        if into > bottom:  # pulls
            self.run([*rebase, *on(bottom - 1), chain.path(into)])
        if into < top and top < chains.LAYERS:
            self.run([*rebase, '-u', *on(into), chain.path(child)])
        for i in range(bottom, top + 1):
            if i != into:
                os.unlink(chain.path(i))


def plan(pattern, snapshots):
    """(bottom, top, survivor) of each run of files that becomes one, from the top down. A pull reads twice."""
    runs = []
    for i in sorted(int(snapshot[-12:], 16) - 0x100000 for snapshot in snapshots):
        if runs and runs[-1][1] == i:
            runs[-1][1] = i + 1
        else:
            runs.append([i, i + 1])
    return [(bottom, top, survivor(pattern, bottom, top)) for bottom, top in reversed(runs)]


def survivor(pattern, bottom, top):
    if bottom == 0:
        return 0  # all of the volume's first image would have to be pulled
    held = {i: set(chains.clusters(pattern, i - 1)) for i in range(bottom, top + 1)}

    def cost(into):
        above = set().union(*(held[i] for i in held if i > into))
        below = set().union(*(held[i] for i in held if i < into))
        return len(above) + 2 * len(below - held[into] - above)
    return min(held, key=cost)
