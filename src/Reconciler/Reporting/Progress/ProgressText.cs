using OciReconciler.Engine;
using OciReconciler.Images;

namespace OciReconciler.Reporting.Progress;

/// <summary>Transfers in words. Pure.</summary>
internal static class ProgressText
{
    private static readonly string[] Units = ["kB", "MB", "GB", "TB"];

    /// <summary>At its beginning.</summary>
    public static string Began(TransferKind kind, string what) => kind == TransferKind.Pull ? $"Pulling {what}" : $"Loading {what}";

    /// <summary>Under way.</summary>
    public static string Moving(TransferKind kind, string what, ImageProgress progress) =>
        Amount(progress) is { Length: > 0 } amount ? $"{Began(kind, what)}: {amount}" : Began(kind, what);

    /// <summary>At its good end.</summary>
    public static string Ended(TransferKind kind, string what, ImageProgress progress, TimeSpan duration)
    {
        var verb = kind == TransferKind.Pull ? "Pulled" : "Loaded";
        var size = progress.BytesDone == 0 ? ""
            : progress.SizesAreKnown ? $", {Bytes(progress.BytesDone)}"
            : $", more than {Bytes(progress.BytesDone)}";
        return $"{verb} {what}{size} in {duration.TotalSeconds:0.0} s";
    }

    /// <summary>All that is under way, in one line; empty when nothing is.</summary>
    public static string Sum(IReadOnlyList<(ImageTransfer Transfer, ImageProgress Progress)> transfers)
    {
        if (transfers is [var (only, progress)])
            return Moving(only.Kind, only.What, progress);
        if (transfers.Count == 0)
            return "";
        var sum = new ImageProgress(transfers.Sum(one => one.Progress.BytesDone), transfers.Sum(one => one.Progress.BytesTotal))
        {
            LayersDone = transfers.Sum(one => one.Progress.LayersDone),
            LayersKnown = transfers.Sum(one => one.Progress.LayersKnown),
        };
        var verb = transfers.All(one => one.Transfer.Kind == TransferKind.Pull) ? "Pulling"
            : transfers.All(one => one.Transfer.Kind == TransferKind.Load) ? "Loading"
            : "Pulling and loading";
        return $"{verb} {transfers.Count} images: {Amount(sum)}".TrimEnd(':', ' ');
    }

    /// <summary>A number of bytes, in decimal units: "45.6 MB".</summary>
    public static string Bytes(long count)
    {
        if (count < 1000)
            return $"{count} B";
        double size = count / 1000.0;
        var unit = 0;
        for (; size >= 999.95 && unit < Units.Length - 1; unit++)
            size /= 1000;
        return $"{size:0.0} {Units[unit]}";
    }

    private static string Amount(ImageProgress progress)
    {
        if (progress.LayersUnpacked > 0 && progress.LayersDone == progress.LayersKnown)
            return $"{progress.LayersUnpacked} of {progress.LayersKnown} layers unpacked";
        string layers = progress.LayersKnown == 0 ? "" : $"{progress.LayersDone} of {progress.LayersKnown} layers";
        string bytes = progress switch
        {
            { BytesTotal: > 0 } => $"{Bytes(progress.BytesDone)} of {Bytes(progress.BytesTotal)}",
            { BytesDone: > 0 } => Bytes(progress.BytesDone),
            _ => "",
        };
        return layers.Length > 0 && bytes.Length > 0 ? $"{layers}, {bytes}" : layers + bytes;
    }
}
