using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using OciReconciler.Model.Text;

namespace OciReconciler.Files;

/// <summary>
/// Reads what the controller itself wrote and what may be damaged since: torn by a power cut, edited by hand, restored from elsewhere. What is damaged counts as absent, so that it stops nothing; it is set
/// aside under another name, so that nothing is lost and its place is free; and that is told. Thread-safe.
/// </summary>
/// <param name="tell">Gets one sentence for each file that is damaged, or null.</param>
internal sealed class StateFiles(Action<string>? tell)
{
    /// <summary>More than any of them has.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const string AsideSuffix = ".damaged";
    private const int MostAside = 99;

    private readonly Lock _gate = new();
    private readonly List<(string Aside, string Message)> _damaged = [];

    /// <summary>For commands: they only look, and say nothing of what the controller says.</summary>
    public static StateFiles LookOnly { get; } = new(null) { SetsAside = false };

    /// <summary>Whether what is damaged is set aside.</summary>
    public bool SetsAside { get; init; } = true;

    /// <summary>What this process has set aside, for as long as it lies there.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_gate)
                return [.. _damaged.Where(damage => Path.Exists(damage.Aside)).Select(damage => damage.Message)];
        }
    }

    /// <summary>What a file says, or null when it is not there or damaged.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parse">Its content; what it throws says what is wrong. See <see cref="StateJson"/>.</param>
    /// <exception cref="IOException">It cannot be read, which says nothing of its content; UnauthorizedAccessException likewise.</exception>
    public T? Read<T>(string path, Func<byte[], T> parse)
        where T : class
    {
        try
        {
            return ReadWhole(path) is { } bytes ? parse(bytes) : null;
        }
        catch (Exception damage) when (damage is InvalidDataException or JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or FormatException or OverflowException)
        {
            Damaged(path, damage.Message);
            return null;
        }
    }

    /// <summary>A file is damaged.</summary>
    /// <param name="path">Which.</param>
    /// <param name="reason">What is wrong with it.</param>
    public void Damaged(string path, string reason)
    {
        var aside = SetsAside ? MoveAside(path) : null;
        var message = $"{path} is damaged: {Sentences.Ended(reason)} "
            + (aside is null ? "It is left out." : $"It was set aside as {aside}, and what it said is not known any more. Look at it, and remove it.");
        if (aside is not null)
        {
            lock (_gate)
                _damaged.Add((aside, message));
        }

        tell?.Invoke(message);
    }

    // Neither a FIFO, which would be waited for, nor a device, which never ends.
    private static byte[]? ReadWhole(string path)
    {
        using var handle = new SafeFileHandle(LibC.Open(path, LibC.ReadOnly | LibC.NonBlocking | LibC.CloseOnExec | LibC.NoControllingTerminal), ownsHandle: true);
        if (handle.IsInvalid)
            return Unopened(path);
        if (FileStat.OfDescriptor((int)handle.DangerousGetHandle(), out var stat) != 0 || !stat.IsRegular)
            throw new InvalidDataException($"it is {stat.TypeName}");
        if (stat.Size > MaxBytes)
            throw new InvalidDataException($"it has {stat.Size} bytes");
        var bytes = new byte[stat.Size];
        var length = 0;
        while (length < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(length), length) is > 0 and var count)
            length += count;
        return length == bytes.Length ? bytes : bytes[..length];
    }

    private static byte[]? Unopened(string path)
    {
        var (error, text) = (Marshal.GetLastPInvokeError(), LibC.LastError());
        if (error is LibC.ErrorNoEntry or LibC.ErrorNotDirectory)
            return null;
        // A socket, or a link that leads to itself: nothing that was ever written there.
        if (FileStat.OfEntry(path, out var entry) == 0 && !entry.IsRegular)
            throw new InvalidDataException(text);
        throw new IOException($"{path} cannot be opened: {text}");
    }

    private static string? MoveAside(string path)
    {
        for (var number = 1; number <= MostAside; number++)
        {
            var aside = path + AsideSuffix + (number == 1 ? "" : $"-{number}");
            if (Path.Exists(aside) && number < MostAside)
                continue;
            try
            {
                Directory.Move(path, aside);
                return aside;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // On a disk that takes no change it stays, and counts as absent all the same.
                return null;
            }
        }

        return null;
    }
}
