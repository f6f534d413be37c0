using System.ComponentModel;
using System.Diagnostics;

namespace OciReconciler.Git.Worker;

/// <summary>
/// Runs programs by argument vectors, with an environment that has nothing else in it, and ends all of one with its time.
/// </summary>
internal sealed class ProgramRunner(IReadOnlyDictionary<string, string> environment, string directory, TimeProvider time)
{
    // What a program says of its failure is at the end of it.
    private const int ErrorTail = 16 * 1024;
    private const int LongestOutput = 4 << 20;

    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(5);

    /// <summary>Runs one, and keeps what it prints.</summary>
    /// <exception cref="GitException">It is not installed, or prints more than 4 MiB.</exception>
    public async Task<ProgramResult> RunAsync(
        string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var output = new MemoryStream();
        var result = await RunAsync(program, arguments, input, CopyAsync, cancellationToken);
        return result with { Output = output.ToArray() };

        async Task CopyAsync(Stream from, CancellationToken token)
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReadAsync(buffer, token).AsTask().WaitAsync(token) is > 0 and var count)
            {
                if (output.Length + count > LongestOutput)
                    throw new GitException(Reasons.GitTooLarge, $"git printed more than {LongestOutput} bytes about an object.");
                output.Write(buffer, 0, count);
            }
        }
    }

    /// <summary>Runs one; what it prints is read by a function. One that is still running when the function fails is ended.</summary>
    /// <exception cref="GitException">It is not installed.</exception>
    public async Task<ProgramResult> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        ReadOnlyMemory<byte> input,
        Func<Stream, CancellationToken, Task> read,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Start(program, arguments);
        try
        {
            var writing = WriteAsync(process.StandardInput.BaseStream, input);
            var errors = TailAsync(process.StandardError.BaseStream);
            await read(process.StandardOutput.BaseStream, cancellationToken);
            await Task.WhenAll(process.WaitForExitAsync(cancellationToken), writing, errors).WaitAsync(cancellationToken);
            return new ProgramResult(process.ExitCode, [], await errors);
        }
        finally
        {
            await EndAsync(process);
        }
    }

    private Process Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw GitErrors.Missing(program, failure);
        }
    }

    private static async Task WriteAsync(Stream to, ReadOnlyMemory<byte> input)
    {
        try
        {
            await to.WriteAsync(input);
            await to.DisposeAsync();
        }
        catch (IOException)
        {
            // It ended before it had read all, and its exit status says why.
        }
    }

    private static async Task<string> TailAsync(Stream from)
    {
        var tail = new byte[2 * ErrorTail];
        var length = 0;
        while (await from.ReadAsync(tail.AsMemory(length)) is > 0 and var count)
        {
            length += count;
            if (length < tail.Length)
                continue;
            tail.AsSpan(ErrorTail).CopyTo(tail);
            length = ErrorTail;
        }

        return System.Text.Encoding.UTF8.GetString(tail, 0, length);
    }

    private async Task EndAsync(Process process)
    {
        if (process.HasExited)
            return;
        process.Kill(entireProcessTree: true);
        try
        {
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(KillLimit, time);
        }
        catch (TimeoutException)
        {
            // A process in a call to a dead disk ends when it can; the unit's stop waits for it.
        }
    }
}

/// <summary>How a program ended.</summary>
/// <param name="Errors">The end of its standard error.</param>
internal sealed record ProgramResult(int ExitCode, byte[] Output, string Errors)
{
    /// <summary>Its standard output as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Output);
}
