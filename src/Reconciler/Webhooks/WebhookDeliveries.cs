namespace OciReconciler.Webhooks;

/// <summary>
/// Deliveries of the last hour, each an empty file by its digest, which processes of other requests see: a delivery counts once, and so
/// many of a source within a minute. Only deliveries with a valid signature come here, so that nobody else fills it or uses up the share.
/// </summary>
/// <param name="directory">Made when it is not there. Throws IOException or UnauthorizedAccessException where it cannot be used.</param>
internal sealed class WebhookDeliveries(string directory, TimeProvider time)
{
    /// <summary>How many of one source count within a minute.</summary>
    public const int MostAMinute = 30;

    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Takes a delivery, unless it came before or is one too many.</summary>
    /// <param name="digest">Hexadecimal digits, see <see cref="WebhookSignature.Verify"/>.</param>
    /// <param name="act">Acts on it. When it throws, the delivery counts as not made.</param>
    public DeliveryOutcome Take(string source, string digest, Action act)
    {
        var place = Directory.CreateDirectory(Path.Combine(directory, source)).FullName;
        var now = time.GetUtcNow();
        var ages = Ages(place, now);
        if (ages.ContainsKey(digest))
            return DeliveryOutcome.Repeated;
        if (ages.Values.Count(age => age < Minute) >= MostAMinute)
            return DeliveryOutcome.TooMany;
        if (!TryMake(Path.Combine(place, digest), now))
            return DeliveryOutcome.Repeated;
        try
        {
            act();
            return DeliveryOutcome.New;
        }
        catch
        {
            File.Delete(Path.Combine(place, digest));
            throw;
        }
    }

    // Another process may remove a file in the same moment. One from the future is of a clock that was set back since.
    private static Dictionary<string, TimeSpan> Ages(string place, DateTimeOffset now)
    {
        var ages = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(place))
        {
            var age = now - new DateTimeOffset(File.GetLastWriteTimeUtc(path));
            if (age < Remembered && age > -Remembered)
                ages[Path.GetFileName(path)] = age;
            else
                File.Delete(path);
        }

        return ages;
    }

    // Of two processes with one delivery, one makes the file.
    private static bool TryMake(string path, DateTimeOffset now)
    {
        try
        {
            using var made = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }

        File.SetLastWriteTimeUtc(path, now.UtcDateTime);
        return true;
    }
}

/// <summary>What becomes of a delivery.</summary>
internal enum DeliveryOutcome
{
    /// <summary>It counts.</summary>
    New,

    /// <summary>It came before.</summary>
    Repeated,

    /// <summary>There were too many within a minute.</summary>
    TooMany,
}
