using System.Text.Json;
using OciReconciler.Files;

namespace OciReconciler.State;

/// <summary>
/// Reads what the controller itself wrote and what may be damaged since: torn by a power cut, edited by hand, restored from elsewhere. What
/// is damaged counts as absent, so that it stops nothing; it is set aside under another name, so that nothing is lost and its place is
/// free; and that is reported. Thread-safe.
/// </summary>
/// <param name="report">Gets one sentence for each file that is damaged, or null.</param>
internal sealed class StateFiles(Action<string>? report)
{
    /// <summary>More than any of them has.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const string AsideSuffix = ".damaged";
    private const int MostAside = 99;

    private readonly Lock _lock = new();
    private readonly List<(string Aside, string Message)> _damaged = [];

    /// <summary>For commands: they only read, and report nothing that the controller reports.</summary>
    public static StateFiles ReadOnly { get; } = new(null) { SetsAside = false };

    /// <summary>Whether what is damaged is set aside.</summary>
    public bool SetsAside { get; init; } = true;

    /// <summary>What this process has set aside, for as long as it lies there.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_lock)
                return [.. _damaged.Where(damage => Path.Exists(damage.Aside)).Select(damage => damage.Message)];
        }
    }

    /// <summary>What a file says, or null when it is not there or damaged.</summary>
    /// <param name="parse">Its content; what it throws says what is wrong. See <see cref="StateJson"/>.</param>
    /// <param name="maxBytes">What is larger is damaged.</param>
    /// <exception cref="IOException">It cannot be read, which says nothing of its content.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public T? Read<T>(string path, Func<byte[], T?> parse, long maxBytes = MaxBytes)
        where T : class
    {
        try
        {
            return ReadWhole(path, maxBytes) is { } bytes ? parse(bytes) : null;
        }
        catch (Exception damage) when (IsDamage(damage))
        {
            Damaged(path, InWords(damage));
            return null;
        }
    }

    /// <summary>As <see cref="Read"/>, for optional files: one that cannot be read counts as absent, and stays.</summary>
    public T? TryRead<T>(string path, Func<byte[], T?> parse, long maxBytes = MaxBytes)
        where T : class
    {
        try
        {
            return Read(path, parse, maxBytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A file is damaged.</summary>
    /// <param name="reason">What is wrong with it.</param>
    public void Damaged(string path, string reason)
    {
        var aside = SetsAside ? MoveAside(path) : null;
        var message = $"{path} is damaged: {Sentences.Ended(reason)} "
            + (aside is null
                ? "It is left out."
                : $"It was set aside as {aside}, and what it said is not known any more. Look at it, and remove it.");
        if (aside is not null)
        {
            lock (_lock)
                _damaged.Add((aside, message));
        }

        report?.Invoke(message);
    }

    private static bool IsDamage(Exception failure) => failure is InvalidDataException or JsonException
        or InvalidOperationException or KeyNotFoundException or ArgumentException or FormatException or OverflowException;

    private static byte[]? ReadWhole(string path, long maxBytes)
    {
        try
        {
            return RegularFile.ReadAllBytes(path, maxBytes);
        }
        catch (Exception absence) when (absence is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnsuitableFileException unsuitable)
        {
            throw new InvalidDataException($"it {RegularFile.InWords(path, unsuitable)}", unsuitable);
        }
        catch (IOException failure) when (FileStat.OfEntry(path, out var entry) == 0 && !entry.IsRegular)
        {
            // A link that leads to itself was never written by the controller.
            throw new InvalidDataException(failure.Message, failure);
        }
    }

    private static string InWords(Exception damage) => damage switch
    {
        InvalidDataException => damage.Message,
        JsonException { LineNumber: { } line } => $"line {line + 1} is not what the controller writes there",
        _ => "something that the controller writes there is missing, or of another kind",
    };

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
                // On a disk that takes no change the file stays, and counts as absent all the same.
                return null;
            }
        }

        return null;
    }
}
