using OciReconciler.Files;
using OciReconciler.State;

namespace OciReconciler.Hooks;

/// <summary>told.json of one git source, beside its state.json, readable by us alone. One writer at a time.</summary>
/// <param name="root">Directory of all sources.</param>
internal sealed class ToldFile(string root, string source, StateFiles state)
{
    private string Location => Path.Combine(root, source, "told.json");

    /// <summary>What was told; nothing where that is not known.</summary>
    public ToldNotices Read() => state.TryRead(Location, ToldNotices.Parse) ?? ToldNotices.None;

    /// <summary>Keeps it, over power cuts as well.</summary>
    public void Write(ToldNotices told)
    {
        try
        {
            StateDirectory.MakePrivate(root);
            PrivateFile.WriteAndSync(Location, told.ToUtf8());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is known for as long as this process runs; after a restart it is told once more.
        }
    }
}
