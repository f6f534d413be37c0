using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Docker.DotNet;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>
/// Runs programs in a lab from one process there: an exec of the engine for each costs more than what most of them do, and tests that wait
/// ask a hundred times. Thread-safe; programs run side by side.
/// </summary>
internal sealed class LabAgent : IDisposable
{
    /// <summary>Where the program lies in a lab; see lab/instruments/agent.c, which says what it is written and answers.</summary>
    public const string Program = "/usr/local/lib/oci-lab/agent";

    private readonly MultiplexedStream _stream;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<long, (string Command, TaskCompletionSource<ExecOutcome> Reply)> _pending = new();
    private long _last;
    private volatile bool _isOver;

    private LabAgent(MultiplexedStream stream)
    {
        _stream = stream;
        _ = ReadAsync();
    }

    /// <summary>It has ended: the lab went down.</summary>
    public bool IsOver => _isOver;

    /// <summary>Starts one in a lab that runs.</summary>
    public static async Task<LabAgent> StartAsync(LabContainers containers, string id, CancellationToken cancellation) =>
        new(await containers.AttachAsync(id, [Program], cancellation));

    /// <summary>Runs a program without a shell. Its status is -1 when the lab went down meanwhile.</summary>
    public async Task<ExecOutcome> ExecAsync(IReadOnlyList<string> argv, CancellationToken cancellation)
    {
        var arguments = argv.Select(Encoding.UTF8.GetBytes).ToList();
        var id = Interlocked.Increment(ref _last);
        var reply = new TaskCompletionSource<ExecOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = (string.Join(' ', argv), reply);
        var head = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{id} {string.Join(' ', arguments.Select(argument => argument.Length))}\n"));
        byte[] request = [.. head, .. arguments.SelectMany(argument => argument)];
        await _writing.WaitAsync(cancellation);
        try
        {
            await _stream.WriteAsync(request, 0, request.Length, cancellation);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The reader sees the end, too.
        }
        finally
        {
            _writing.Release();
        }

        if (IsOver)
            Abandon();
        return await reply.Task.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isOver = true;
        _stream.Dispose();
        Abandon();
    }

    private async Task ReadAsync()
    {
        var pipe = new Pipe();
        var copying = CopyAsync(pipe.Writer);
        try
        {
            await using var replies = pipe.Reader.AsStream();
            using var head = new MemoryStream();
            var next = new byte[1];
            while (await replies.ReadAsync(next) == 1)
            {
                if (next[0] != (byte)'\n')
                {
                    head.WriteByte(next[0]);
                    continue;
                }

                await ReplyAsync(Encoding.ASCII.GetString(head.ToArray()), replies);
                head.SetLength(0);
            }
        }
        catch (EndOfStreamException)
        {
            // The lab went down in the middle of a reply.
        }
        finally
        {
            _isOver = true;
            Abandon();
        }

        await copying;
    }

    private async Task CopyAsync(PipeWriter replies)
    {
        try
        {
            await _stream.CopyOutputToAsync(Stream.Null, replies.AsStream(leaveOpen: true), Stream.Null, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The same as its end.
        }
        finally
        {
            await replies.CompleteAsync();
        }
    }

    private async Task ReplyAsync(string head, Stream replies)
    {
        var numbers = head.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var (stdout, stderr) = (new byte[numbers[2]], new byte[numbers[3]]);
        await replies.ReadExactlyAsync(stdout);
        await replies.ReadExactlyAsync(stderr);
        if (_pending.TryRemove(numbers[0], out var waiting))
            waiting.Reply.SetResult(
                new ExecOutcome(waiting.Command, numbers[1], Encoding.UTF8.GetString(stdout), Encoding.UTF8.GetString(stderr)));
    }

    private void Abandon()
    {
        foreach (var id in _pending.Keys)
        {
            if (_pending.TryRemove(id, out var waiting))
                waiting.Reply.SetResult(new ExecOutcome(waiting.Command, -1, "", "the lab went down"));
        }
    }
}
