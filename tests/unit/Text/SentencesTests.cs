using OciReconciler.Model.Text;

namespace OciReconciler.UnitTests.Text;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("See: systemctl status web.service", "Change the manifest.", "See: systemctl status web.service. Change the manifest.")]
    [InlineData("It failed.", "Change the manifest.", "It failed. Change the manifest.")]
    [InlineData("Did you mean web?", "See: get", "Did you mean web? See: get")]
    [InlineData("It failed...", "Again", "It failed. Again")]
    [InlineData("", "Again", "Again")]
    [InlineData("It failed ", "", "It failed")]
    public void Join_PutsAFullStopBetween(string first, string second, string joined) =>
        Assert.Equal(joined, Sentences.Join(first, second));

    [Theory]
    [InlineData("no space left", "no space left.")]
    [InlineData("no space left.", "no space left.")]
    [InlineData("no space left..", "no space left.")]
    [InlineData("", "")]
    public void Ended_HasOneFullStop(string text, string ended) => Assert.Equal(ended, Sentences.Ended(text));
}
