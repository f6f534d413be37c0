namespace OciReconciler.Configuration;

/// <summary>A stretch of time that comes again and again.</summary>
internal sealed record ApplyWindowOptions
{
    /// <summary>allow: revisions come into force in it alone; deny: never in it. Must be given.</summary>
    public WindowKind? Kind { get; set; }

    /// <summary>When it begins: a cron expression of five fields, or a macro such as @daily.</summary>
    public string Cron { get; set; } = "";

    /// <summary>How long it lasts, such as <c>4h</c> or <c>1h30m</c>: time that passes, whatever clocks are set to.</summary>
    public string Duration { get; set; } = "";

    /// <summary>The time zone of <see cref="Cron"/>, as in tzdata.</summary>
    public string TimeZone { get; set; } = "UTC";
}

/// <summary>What a window does.</summary>
internal enum WindowKind
{
    Allow,
    Deny,
}
