namespace OciReconciler.Model.Text;

/// <summary>Ids and digests as people compare them.</summary>
public static class ShortId
{
    private const int Length = 12;

    /// <summary>The first twelve characters of an id; all of one that is shorter.</summary>
    public static string Of(string id) => id[..Math.Min(Length, id.Length)];
}
